import type { SipRequest } from '../../../../sip/message/message.ts';
import { addressOf } from '../../../../sip/route.ts';
import { parseUri } from '../../../../sip/uri.ts';
import { type PoolContext, uriAt } from '../../../pool-context.ts';
import type { Destination } from '../../../request-relay.ts';

const MARK = 'gr-';

/** An address of the pool that stands for a contact, as a GRUU does (RFC 5627): a retriever then calls through the pool. */
export function addressThroughPool(contact: string, { endpoint }: PoolContext): string {
  return uriAt(endpoint.address, `${MARK}${Buffer.from(contact).toString('hex')}`);
}

/** The contact that a request for such an address is meant for. */
export function meantContact({ uri }: SipRequest): Destination | undefined {
  const user = parseUri(uri)?.user;
  if (user?.startsWith(MARK) !== true) return undefined;
  const contact = Buffer.from(user.slice(MARK.length), 'hex').toString();
  const next = addressOf(parseUri(contact));
  return next === undefined ? undefined : { uri: contact, next };
}
