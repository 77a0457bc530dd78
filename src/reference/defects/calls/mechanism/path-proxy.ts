/** A proxy that has habits: it stays in the path, changes what it passes on, or takes it for something else. */
import type { IncomingRequest } from '../../../../sip/endpoint.ts';
import { parseNameAddr } from '../../../../sip/fields/name-addr.ts';
import { toTag } from '../../../../sip/fields/tags.ts';
import { header, withPrepended, withoutHeader } from '../../../../sip/message/headers.ts';
import type { SipRequest } from '../../../../sip/message/message.ts';
import { addressOf } from '../../../../sip/route.ts';
import { parseUri } from '../../../../sip/uri.ts';
import { answer } from '../../../answer.ts';
import type { Companion } from '../../../companion.ts';
import { isOurs, type PoolContext, uriAt } from '../../../pool-context.ts';
import { type Changes, type Destination, relay } from '../../../request-relay.ts';
import { meantContact } from './address-through-pool.ts';
import { type KnownCall, knownCall } from './known-call.ts';

export interface Habits {
  /** The answer in place of passing on the first INVITE of a call; undefined passes it on. */
  readonly refuses?: (invite: SipRequest) => number | undefined;
  /** Where the first INVITE of a call is sent in place of where it should go. */
  readonly misleads?: (invite: SipRequest) => Destination | undefined;
  /** True for a call in whose path the pool stays, by Record-Route. */
  readonly staysIn?: (invite: SipRequest) => boolean;
  readonly changes?: (invite: SipRequest) => Changes | Promise<Changes>;
  readonly established?: (call: KnownCall) => void;
  /** What becomes of a request inside a call in whose path the pool stayed; a number is the answer to it. */
  readonly inside?: (request: SipRequest) => 'pass' | 'swallow' | number;
  readonly changesInside?: (request: SipRequest) => Changes;
}

/** The part of a companion that has to do with what goes through the pool. */
export type Proxy = Required<Pick<Companion, 'takes' | 'relays'>>;

export function pathProxy(pool: PoolContext, habits: Habits): Proxy {
  const { endpoint } = pool;

  async function relayInvite(incoming: IncomingRequest, destination: Destination): Promise<void> {
    const { request } = incoming;
    const changes = (await habits.changes?.(request)) ?? {};
    const route = habits.staysIn?.(request) === true ? `<${uriAt(endpoint.address)};lr>` : undefined;
    const recorded = (each: SipRequest): SipRequest =>
      route === undefined ? each : withPrepended(each, 'Record-Route', route);
    relay(endpoint, incoming, destination, {
      request: (each) => recorded(changes.request?.(each) ?? each),
      response(each) {
        if (each.status >= 200 && each.status < 300) habits.established?.(knownCall(request, each));
        return changes.response?.(each) ?? each;
      },
    });
  }

  function inside(incoming: IncomingRequest): void {
    const { request } = incoming;
    const next = addressOf(parseUri(request.uri));
    const fate = habits.inside?.(request) ?? 'pass';
    if (request.method === 'ACK') {
      if (next !== undefined) endpoint.sendAck(withoutHeader(request, 'Route'), next);
    } else if (typeof fate === 'number') answer(incoming, fate);
    else if (fate === 'pass' && next !== undefined) {
      relay(endpoint, incoming, { uri: request.uri, next }, habits.changesInside?.(request));
    }
  }

  return {
    takes(incoming) {
      if (isRoutedHere(pool, incoming.request)) {
        inside(incoming);
        return true;
      }
      const meant = toTag(incoming.request) === undefined ? meantContact(incoming.request) : undefined;
      if (meant !== undefined) outside(incoming, meant);
      return meant !== undefined;
    },
    relays(incoming, destination) {
      outside(incoming, destination);
      return true;
    },
  };

  function outside(incoming: IncomingRequest, destination: Destination): void {
    const { request } = incoming;
    if (request.method !== 'INVITE') return relay(endpoint, incoming, destination);
    const refusal = habits.refuses?.(request);
    if (refusal !== undefined) return answer(incoming, refusal);
    void relayInvite(incoming, habits.misleads?.(request) ?? destination);
  }
}

/** True for a request in a dialog whose route leads through this pool. */
function isRoutedHere(pool: PoolContext, request: SipRequest): boolean {
  const route = parseUri(parseNameAddr(header(request, 'Route') ?? '')?.uri ?? '');
  return route !== undefined && toTag(request) !== undefined && isOurs(pool, route);
}
