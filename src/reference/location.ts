import { parseNameAddr } from '../sip/fields/name-addr.ts';
import { addressOf } from '../sip/route.ts';
import { escapeUser, parseUri } from '../sip/uri.ts';
import type { PoolContext } from './pool-context.ts';
import type { Destination } from './request-relay.ts';

/** The way to a URI, by a route if there is one; undefined when the first host on it is no address. */
export function destinationAt(uri: string, path: readonly string[] = []): Destination | undefined {
  const [first] = path;
  const next = addressOf(parseUri(first === undefined ? uri : (parseNameAddr(first)?.uri ?? '')));
  return next && { uri, next, route: path };
}

/** Where the phone of a user is: the contact registered last. No forking: a user of this service has one phone. */
export function registeredAt({ bindings }: PoolContext, user = ''): Destination | undefined {
  const binding = bindings.of(user, Date.now()).at(-1);
  return binding && destinationAt(binding.contact, binding.path);
}

/** The way to a phone that is registered here, whichever of its URIs is called; undefined for any other address. */
export function registeredPhoneAt({ bindings }: PoolContext, uri: string): Destination | undefined {
  const destination = destinationAt(uri);
  return destination !== undefined && bindings.reaches(destination.next, Date.now()) ? destination : undefined;
}

/** The way to a user through the peer pool, while that is alive. */
export function throughPeer({ settings, peerAlive }: PoolContext, user: string): Destination | undefined {
  if (settings.peer === undefined || !peerAlive()) return undefined;
  return { uri: `${settings.scheme ?? 'sip'}:${escapeUser(user)}@${settings.domain}`, next: settings.peer.sip };
}
