import type { Address, Endpoint, IncomingRequest } from '../sip/endpoint.ts';
import { header, withHeader, withoutFirst, withoutHeader } from '../sip/message/headers.ts';
import type { SipRequest, SipResponse } from '../sip/message/message.ts';
import { answer } from './answer.ts';

/** How long a call may ring before the proxy gives it up, in ms: timer C (RFC 3261 16.6). */
export const TIMER_C = 181_000;

/** Where a request goes next: the new Request-URI and the address behind it. */
export interface Destination {
  readonly uri: string;
  readonly next: Address;
  /** Values of Route on the way there: the Path of a user's registration (RFC 3327). */
  readonly route?: readonly string[];
}

/** The changes that a proxy makes to messages that it passes on. */
export interface Changes {
  readonly request?: (request: SipRequest) => SipRequest;
  readonly response?: (response: SipResponse) => SipResponse;
}

/**
 * Passes a request on and its answers back, statefully (RFC 3261 16). There is no Record-Route: once a call stands, the
 * phones talk without us, and the pool may die.
 */
export function relay(
  endpoint: Endpoint,
  incoming: IncomingRequest,
  destination: Destination,
  { request: onWayThere = asItIs, response: onWayBack = asItIs }: Changes = {},
): void {
  const { request } = incoming;
  const hops = hopsLeft(request);
  if (hops === 0) return answer(incoming, 483);
  if (header(request, 'Proxy-Require') !== undefined) {
    return answer(incoming, 420, { headers: [['Unsupported', header(request, 'Proxy-Require') ?? '']] });
  }
  if (request.method === 'INVITE') answer(incoming, 100);

  const transaction = endpoint.request(onWayThere(forwarded(request, destination, hops - 1)), destination.next);
  const back = (response: SipResponse): void => incoming.respond(onWayBack(withoutFirst(response, 'Via')));
  transaction.onProvisional = (response) => {
    if (response.status > 100) back(response);
  };
  transaction.onRepeated2xx = back;
  incoming.onCancel = () => transaction.cancel();
  const timerC = setTimeout(() => transaction.cancel(), TIMER_C);
  void conclude();

  async function conclude(): Promise<void> {
    const outcome = await transaction.final;
    clearTimeout(timerC);
    if (outcome.kind === 'response') back(outcome.response);
    else answer(incoming, outcome.kind === 'timeout' ? 408 : 480);
  }
}

/** Passes the ACK to a 2xx on. It has no answer and no transaction, so that one without hops left is dropped. */
export function relayAck(endpoint: Endpoint, ack: SipRequest, destination: Destination): void {
  const hops = hopsLeft(ack);
  if (hops > 0) endpoint.sendAck(forwarded(ack, destination, hops - 1), destination.next);
}

function asItIs<T>(message: T): T {
  return message;
}

/** A request without the field has the 70 hops that RFC 3261 16.6 gives it. */
export function hopsLeft(request: SipRequest): number {
  const field = header(request, 'Max-Forwards');
  return field !== undefined && /^\d{1,3}$/.test(field) ? Number(field) : 70;
}

/** Routes that led here are left out: a user's contact is where this proxy ends. */
function forwarded({ method, headers, body }: SipRequest, { uri, route = [] }: Destination, hops: number): SipRequest {
  const bare = withoutHeader<SipRequest>({ kind: 'request', method, uri, headers, body }, 'Route');
  const request = route.length === 0 ? bare : withHeader(bare, 'Route', route.join(', '));
  return withHeader(request, 'Max-Forwards', String(hops));
}
