/** The transports that a request may take to its target, the first choice first (RFC 3261 18.1.1). */
import type { SipRequest } from '../message/message.ts';
import { withOwnVia } from '../transaction/top-via.ts';
import { type Address, isReliable } from '../transport/transport.ts';
import type { ClientSurroundings } from './surroundings.ts';

/** In octets. The MTU of a path is not known, and a datagram that has to be cut is lost with any of its pieces. */
const LARGEST_DATAGRAM = 1_300;

export interface Way {
  readonly target: Address;
  /** With our Via for that transport on top. */
  readonly request: SipRequest;
  /** Undefined when the request cannot be written. */
  readonly bytes: Uint8Array | undefined;
}

/**
 * One way as a rule. A request that is too large for a datagram goes over TCP, and as a datagram all the same where no TCP
 * connection can be made. Both bear the same branch: the peer has seen nothing of the first.
 */
export function waysTo(
  around: ClientSurroundings,
  bare: SipRequest,
  target: Address,
  branch: string,
): readonly [Way, Way?] {
  const direct = wayTo(around, bare, target, branch);
  const fits = (direct.bytes?.length ?? 0) <= LARGEST_DATAGRAM;
  if (isReliable(target.transport) || fits || around.own('tcp').transport !== 'tcp') return [direct];
  return [wayTo(around, bare, { ...target, transport: 'tcp' }, branch), direct];
}

function wayTo(around: ClientSurroundings, bare: SipRequest, target: Address, branch: string): Way {
  const request = withOwnVia(bare, around.own(target.transport), branch);
  return { target, request, bytes: around.write(request) };
}
