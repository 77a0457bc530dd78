/** A proxy that stays in the path, changes requests and responses, refuses them or sends them elsewhere. */
import type { IncomingRequest } from '../../../sip/endpoint.ts';
import { parseNameAddr } from '../../../sip/fields/name-addr.ts';
import { toTag } from '../../../sip/fields/tags.ts';
import { header, withPrepended, withoutHeader } from '../../../sip/message/headers.ts';
import type { SipRequest } from '../../../sip/message/message.ts';
import { parseUri } from '../../../sip/uri.ts';
import { answer } from '../../answer.ts';
import type { Companion } from '../../companion.ts';
import { destinationAt } from '../../location.ts';
import { isOurs, type PoolContext, uriAt } from '../../pool-context.ts';
import { type Changes, type Destination, relay } from '../../request-relay.ts';
import { type KnownCall, knownCall } from './known-call.ts';

export interface ProxyRules {
  /** False for the first INVITE of a call that is passed on unchanged. */
  readonly appliesTo?: (invite: SipRequest) => boolean;
  /** The answer in place of passing on the first INVITE of a call; undefined passes it on. */
  readonly refuses?: (invite: SipRequest) => number | undefined;
  /** Where the first INVITE of a call is sent in place of where it should go. */
  readonly misleads?: (invite: SipRequest) => Destination | undefined;
  /** True for a call in whose path the pool stays, by Record-Route. */
  readonly staysIn?: (invite: SipRequest) => boolean;
  readonly changes?: (invite: SipRequest) => Changes | Promise<Changes>;
  readonly established?: (call: KnownCall) => void;
  /** The treatment of a request inside a call in whose path the pool stayed; a number is the answer to it. */
  readonly inside?: (request: SipRequest) => 'pass' | 'swallow' | number;
  readonly changesInside?: (request: SipRequest) => Changes;
}

export function pathProxy(pool: PoolContext, rules: ProxyRules): Required<Pick<Companion, 'takes' | 'relays'>> {
  const { endpoint } = pool;
  return {
    takes(incoming) {
      const { request } = incoming;
      const routed = isRoutedHere(pool, request);
      const meant = toTag(request) === undefined && !routed ? meantContact(request) : undefined;
      if (routed) inside(incoming);
      else if (meant !== undefined) outside(incoming, meant);
      return routed || meant !== undefined;
    },
    relays(incoming, destination) {
      // The pool does with it as ever: a B2BUA stays one for the calls that the rules leave alone.
      if (!appliesTo(incoming.request)) return false;
      outside(incoming, destination);
      return true;
    },
  };

  function appliesTo(request: SipRequest): boolean {
    return request.method === 'INVITE' && rules.appliesTo?.(request) !== false;
  }

  function inside(incoming: IncomingRequest): void {
    const { request } = incoming;
    const to = destinationAt(request.uri);
    const treatment = rules.inside?.(request) ?? 'pass';
    if (request.method === 'ACK') {
      if (to !== undefined) endpoint.sendAck(withoutHeader(request, 'Route'), to.next);
    } else if (typeof treatment === 'number') answer(incoming, treatment);
    else if (treatment === 'pass' && to !== undefined) relay(endpoint, incoming, to, rules.changesInside?.(request));
  }

  function outside(incoming: IncomingRequest, destination: Destination): void {
    const { request } = incoming;
    if (!appliesTo(request)) return relay(endpoint, incoming, destination);
    const refusal = rules.refuses?.(request);
    if (refusal !== undefined) return answer(incoming, refusal);
    void relayInvite(incoming, rules.misleads?.(request) ?? destination);
  }

  async function relayInvite(incoming: IncomingRequest, destination: Destination): Promise<void> {
    const { request } = incoming;
    const changes = (await rules.changes?.(request)) ?? {};
    const staysIn = rules.staysIn?.(request) === true;
    const recorded = (each: SipRequest): SipRequest =>
      staysIn ? withPrepended(each, 'Record-Route', `<${uriAt(endpoint.address)};lr>`) : each;
    relay(endpoint, incoming, destination, {
      request: (each) => recorded(changes.request?.(each) ?? each),
      response(each) {
        if (each.status >= 200 && each.status < 300) rules.established?.(knownCall(request, each));
        return changes.response?.(each) ?? each;
      },
    });
  }
}

/** True for a request in a dialog whose route leads through this pool. */
function isRoutedHere(pool: PoolContext, request: SipRequest): boolean {
  const route = parseUri(parseNameAddr(header(request, 'Route') ?? '')?.uri ?? '');
  return route !== undefined && toTag(request) !== undefined && isOurs(pool, route);
}

const MARK = 'gr-';

/** An address of the pool that stands for a contact, as a GRUU does (RFC 5627): a retriever then calls through the pool. */
export function addressThroughPool(contact: string, { endpoint }: PoolContext): string {
  return uriAt(endpoint.address, `${MARK}${Buffer.from(contact).toString('hex')}`);
}

/** The contact that a request for such an address is meant for. */
function meantContact({ uri }: SipRequest): Destination | undefined {
  const user = parseUri(uri)?.user;
  return user?.startsWith(MARK) ? destinationAt(Buffer.from(user.slice(MARK.length), 'hex').toString()) : undefined;
}
