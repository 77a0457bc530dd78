/** The Via of our own hop: RFC 3261 18.1.1, 18.2.1, 18.2.2 and RFC 3581. */
import { formatVia, portOf, topVia, type Via } from '../fields/via.ts';
import { withoutFirst, withPrepended } from '../message/headers.ts';
import type { SipRequest } from '../message/message.ts';
import { type Address, isReliable } from '../transport/transport.ts';
import { familyOf, hostPort, numericHost, placeText } from '../../numeric-host.ts';

/** Host and port that identify the hop, comparable by text. */
export const sentBy = (via: Via): string => placeText(via.host, portOf(via));

/**
 * Puts our Via on top of the request. `rport` asks for the answer to come back to the port we send from, `alias` for
 * requests over the connection that this one takes (RFC 5923 6), as we send them over such connections ourselves.
 */
export function withOwnVia(request: SipRequest, own: Address, branch: string): SipRequest {
  const alias = isReliable(own.transport) ? ';alias' : '';
  const value = `SIP/2.0/${own.transport.toUpperCase()} ${hostPort(own.host, own.port)};branch=${branch};rport${alias}`;
  return withPrepended(request, 'Via', value);
}

/** 18.2.1 and RFC 3581 4: notes in the top Via where the request really came from. */
export function withReceived(request: SipRequest, source: Address): SipRequest {
  const via = topVia(request);
  if (via === undefined) return request;
  const asked = via.params.has('rport');
  if (numericHost(via.host) === source.host && !asked) return request;
  const params = new Map(via.params).set('received', source.host);
  if (asked) params.set('rport', String(source.port));
  return withPrepended(withoutFirst(request, 'Via'), 'Via', formatVia({ ...via, params }));
}

/** The address for the responses to a request that `withReceived` returned (18.2.2, RFC 3581 4). */
export function responseAddress(request: SipRequest, source: Address): Address {
  const via = topVia(request);
  if (via === undefined) return source;
  const maddr = numericHost(via.params.get('maddr') ?? '');
  // An address of the other family cannot be reached from the socket that heard the request.
  const isReachable = maddr !== undefined && familyOf(maddr) === familyOf(source.host);
  if (isReachable && source.transport === 'udp') {
    return { transport: 'udp', host: maddr, port: portOf(via) };
  }
  const rport = Number(via.params.get('rport') ?? Number.NaN);
  const port = source.transport === 'udp' && Number.isInteger(rport) ? rport : portOf(via);
  return { transport: source.transport, host: source.host, port };
}
