import { addressOf } from '../sip/route.ts';
import { escapeUser, parseUri } from '../sip/uri.ts';
import type { PoolContext } from './pool-context.ts';
import type { Destination } from './request-relay.ts';

/** The way to a URI; undefined when its host is no address. */
export function destinationAt(uri: string): Destination | undefined {
  const next = addressOf(parseUri(uri));
  return next && { uri, next };
}

/** Where the phone of a user is: the contact registered last. No forking: a user of this service has one phone. */
export function registeredAt({ bindings }: PoolContext, user = ''): Destination | undefined {
  const contact = bindings.of(user, Date.now()).at(-1)?.contact;
  return contact === undefined ? undefined : destinationAt(contact);
}

/** The way to a user through the peer pool, while that is alive. */
export function throughPeer({ settings, peerAlive }: PoolContext, user: string): Destination | undefined {
  if (settings.peer === undefined || !peerAlive()) return undefined;
  return { uri: `sip:${escapeUser(user)}@${settings.domain}`, next: settings.peer.sip };
}
