import { parseNameAddr } from '../../../sip/fields/name-addr.ts';
import { parseUri } from '../../../sip/uri.ts';
import type { JoinedCall } from '../../joined-call.ts';
import type { CallKind } from './known-call.ts';

/** Parties of a call that was retrieved reach the pool at the number of the orbit. */
export function kindOfJoined({ sides }: JoinedCall): CallKind {
  return sides.some(({ session }) => hasOrbit(session.contact)) ? 'retrieved' : 'plain';
}

function hasOrbit(contact: string): boolean {
  return /^\d+$/.test(parseUri(parseNameAddr(contact)?.uri ?? '')?.user ?? '');
}
