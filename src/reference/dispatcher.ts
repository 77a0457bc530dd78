import type { IncomingRequest } from '../sip/endpoint.ts';
import { toTag } from '../sip/fields/tags.ts';
import { topVia } from '../sip/fields/via.ts';
import type { SipRequest } from '../sip/message/message.ts';
import type { UserAgent } from '../sip/ua/user-agent.ts';
import { parseUri } from '../sip/uri.ts';
import { answer } from './answer.ts';
import type { Companion } from './companion.ts';
import { registeredAt, throughPeer } from './location.ts';
import { PARK_USER } from './orbit-requests.ts';
import { inRange, type OrbitRange } from './orbit-numbers.ts';
import { isOurs, type PoolContext, uriAt, warning } from './pool-context.ts';
import type { Registrar } from './registrar.ts';
import { type Destination, relay } from './request-relay.ts';

export interface Receivers {
  readonly registrar: Registrar;
  /** Parks, and knows the orbits. */
  readonly agent: UserAgent;
  readonly companion: Companion;
  /** The peer's orbits, once it has told them. */
  readonly peerOrbits: () => OrbitRange | undefined;
}

/** Hands a request to the registrar or the park service, or passes it on to the peer or another user. */
export class Dispatcher {
  readonly #pool: PoolContext;
  readonly #to: Receivers;

  constructor(pool: PoolContext, receivers: Receivers) {
    this.#pool = pool;
    this.#to = receivers;
  }

  receive(incoming: IncomingRequest): void {
    const { request } = incoming;
    const { agent, registrar } = this.#to;
    if (agent.owns(request)) return void agent.receive(incoming);
    if (request.method === 'ACK') return;
    const uri = parseUri(request.uri);
    if (uri === undefined) return answer(incoming, 416);
    if (!isOurs(this.#pool, uri)) return answer(incoming, 403, { reason: 'Not Our Domain' });
    if (request.method === 'REGISTER') return registrar.receive(incoming);
    // Calls of users do not come through here once they are set up: this one is none of ours, and the agent says so.
    if (toTag(request) !== undefined) return void agent.receive(incoming);
    if (uri.user === undefined || uri.user === PARK_USER) return void agent.receive(incoming);
    if (this.#isOurOrbit(uri.user)) return void agent.receive(incoming);
    if (isOrbit(uri.user, this.#to.peerOrbits())) return this.#toPeer(incoming, uri.user);
    return this.#toUser(incoming, uri.user);
  }

  #isOurOrbit(user: string): boolean {
    const { behaviour, settings } = this.#pool;
    return isNumber(user) && behaviour.answersForOrbit(Number(user), settings.orbits);
  }

  #toPeer(incoming: IncomingRequest, orbit: string): void {
    const { settings, peerAlive } = this.#pool;
    if (settings.peer === undefined || !peerAlive()) {
      return answer(incoming, 480, { headers: [warning(this.#pool, 'the pool of this orbit does not answer')] });
    }
    answer(incoming, 302, { headers: [['Contact', `<${uriAt(settings.peer.sip, orbit)}>`]] });
  }

  #toUser(incoming: IncomingRequest, user: string): void {
    const { bindings, behaviour, mode } = this.#pool;
    const mayAsk = behaviour.asksPeerForUser(mode()) && !this.#comesFromPeer(incoming.request);
    const destination = registeredAt(this.#pool, user) ?? (mayAsk ? throughPeer(this.#pool, user) : undefined);
    if (destination !== undefined && behaviour.deliversCalls(mode())) this.#passOn(incoming, destination);
    else answer(incoming, bindings.knows(user) || !behaviour.servesUsers(mode()) ? 480 : 404);
  }

  #passOn(incoming: IncomingRequest, destination: Destination): void {
    if (this.#to.companion.relays?.(incoming, destination) !== true) relay(this.#pool.endpoint, incoming, destination);
  }

  #comesFromPeer(request: SipRequest): boolean {
    const via = topVia(request);
    const peer = this.#pool.settings.peer?.sip;
    return via !== undefined && peer !== undefined && via.host === peer.host && (via.port ?? 5060) === peer.port;
  }
}

function isOrbit(user: string, range: OrbitRange | undefined): boolean {
  return range !== undefined && isNumber(user) && inRange(range, Number(user));
}

function isNumber(user: string): boolean {
  return /^[1-9]\d{0,8}$/.test(user);
}
