import type { Address, IncomingRequest } from '../sip/endpoint.ts';
import { parseNameAddr } from '../sip/fields/name-addr.ts';
import { toTag } from '../sip/fields/tags.ts';
import { topVia } from '../sip/fields/via.ts';
import { header } from '../sip/message/headers.ts';
import type { SipRequest } from '../sip/message/message.ts';
import { parseUri, type SipUri } from '../sip/uri.ts';
import { answer } from './answer.ts';
import type { Companion } from './companion.ts';
import { type Dialled, dialledNumber } from './dialled-numbers.ts';
import { registeredAt, registeredPhoneAt, throughPeer } from './location.ts';
import { PARK_USER } from './orbit-requests.ts';
import { inRange, type OrbitRange } from './orbit-numbers.ts';
import type { ParkService } from './park-service.ts';
import { isOurs, type PoolContext, uriAt, warning } from './pool-context.ts';
import type { Registrar } from './registrar.ts';
import { type Destination, relay, relayAck } from './request-relay.ts';
import { callUser } from './user-call.ts';
import { hostPort, placeText } from '../numeric-host.ts';

export interface Receivers {
  readonly registrar: Registrar;
  /** Parks, and knows the orbits. */
  readonly service: ParkService;
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
    const { service, registrar } = this.#to;
    const { agent } = service;
    if (agent.owns(request)) return void agent.receive(incoming);
    const uri = parseUri(request.uri);
    if (request.method === 'ACK') return this.#passAckOn(request, uri);
    if (uri === undefined) return answer(incoming, 416);
    if (!isOurs(this.#pool, uri)) return this.#toContact(incoming, uri);
    if (request.method === 'REGISTER') return registrar.receive(incoming);
    // Calls of users do not come through here once they are set up: this one is none of ours, and the agent says so.
    if (toTag(request) !== undefined) return void agent.receive(incoming);
    if (uri.user === undefined || uri.user === PARK_USER) return void agent.receive(incoming);
    const dialled = dialledNumber(uri.user, this.#pool.settings.dialect);
    if (dialled !== undefined && this.#isOurs(dialled)) return void agent.receive(incoming);
    if (dialled?.kind === 'orbit' && isIn(this.#to.peerOrbits(), dialled.orbit))
      return this.#toPeer(incoming, uri.user);
    return this.#toUser(incoming, uri.user);
  }

  #isOurs(dialled: Dialled): boolean {
    const { behaviour, settings } = this.#pool;
    return dialled.kind !== 'orbit' || behaviour.answersForOrbit(dialled.orbit, settings.orbits);
  }

  #toPeer(incoming: IncomingRequest, orbit: string): void {
    const { behaviour, settings, peerAlive } = this.#pool;
    if (!behaviour.leadsToPeersOrbits()) return answer(incoming, 404);
    if (settings.peer === undefined || !peerAlive()) {
      return answer(incoming, 480, { headers: [warning(this.#pool, 'the pool of this orbit does not answer')] });
    }
    const there = uriAt(settings.peer.sip, orbit, settings.scheme);
    // A phone follows a redirect of its call; not all do for a subscription.
    if (incoming.request.method === 'SUBSCRIBE')
      return relay(this.#pool.endpoint, incoming, { uri: there, next: settings.peer.sip });
    answer(incoming, 302, { headers: [['Contact', `<${there}>`]] });
  }

  #toUser(incoming: IncomingRequest, user: string): void {
    const { bindings, behaviour, mode } = this.#pool;
    if (!behaviour.takesCallsOf({ registered: this.#isCaller(incoming.request) }, mode())) return answer(incoming, 403);
    const mayAsk = behaviour.asksPeerForUser(mode()) && !this.#comesFromPeer(incoming.request);
    const destination = registeredAt(this.#pool, user) ?? (mayAsk ? throughPeer(this.#pool, user) : undefined);
    if (destination !== undefined && behaviour.deliversCalls(mode())) this.#passOn(incoming, destination);
    else answer(incoming, bindings.knows(user) || !behaviour.servesUsers(mode()) ? 480 : 404);
  }

  #isCaller(request: SipRequest): boolean {
    const user = parseUri(parseNameAddr(header(request, 'From') ?? '')?.uri ?? '')?.user;
    return user !== undefined && this.#pool.bindings.of(user, Date.now()).length > 0;
  }

  /**
   * A phone with an outbound proxy sends us what is for the contact of another phone (RFC 3261 16.5). Only phones that
   * are registered in this pair are reached so: no open relay.
   */
  #toContact(incoming: IncomingRequest, uri: SipUri): void {
    const { behaviour, mode } = this.#pool;
    const destination = this.#wayToContact(incoming.request, uri);
    if (destination === undefined) answer(incoming, 403, { reason: 'Not Our Domain' });
    else if (behaviour.deliversCalls(mode())) this.#passOn(incoming, destination);
    else answer(incoming, 480);
  }

  #wayToContact(request: SipRequest, uri: SipUri): Destination | undefined {
    const registered = registeredPhoneAt(this.#pool, request.uri);
    if (registered !== undefined || this.#comesFromPeer(request)) return registered;
    const { behaviour, mode, peerAlive, settings } = this.#pool;
    const { peer } = settings;
    if (peer === undefined || !peerAlive()) return undefined;
    // The peer knows whether the phone of one of its users is meant, and refuses anything else.
    const forPeer = isAt(peer.sip, uri) || behaviour.asksPeerForUser(mode());
    return forPeer ? { uri: request.uri, next: peer.sip } : undefined;
  }

  /** Without Record-Route the ACK to a 2xx comes here only from a phone that sends everything here. */
  #passAckOn(request: SipRequest, uri: SipUri | undefined): void {
    if (uri === undefined || isOurs(this.#pool, uri)) return;
    const destination = this.#wayToContact(request, uri);
    if (destination !== undefined) relayAck(this.#pool.endpoint, request, destination);
  }

  #passOn(incoming: IncomingRequest, destination: Destination): void {
    if (this.#to.companion.relays?.(incoming, destination) === true) return;
    if (this.#standsBetween(incoming.request)) this.#call(incoming, destination);
    else relay(this.#pool.endpoint, incoming, destination);
  }

  /** A call that comes from the peer has its B2BUA already. */
  #standsBetween(request: SipRequest): boolean {
    return this.#pool.settings.calls === 'b2bua' && request.method === 'INVITE' && !this.#comesFromPeer(request);
  }

  #call(incoming: IncomingRequest, destination: Destination): void {
    const { service } = this.#to;
    service.agent.receive(incoming, (invite) => {
      void callUser(invite, destination, service).catch((error: unknown) => {
        this.#pool.trouble('a call failed', error);
        invite.reject(500);
      });
    });
  }

  #comesFromPeer(request: SipRequest): boolean {
    const via = topVia(request);
    const peer = this.#pool.settings.peer?.sip;
    return via !== undefined && peer !== undefined && isAt(peer, via);
  }
}

function isAt(
  address: Address,
  { host, port = 5060 }: { readonly host: string; readonly port?: number | undefined },
): boolean {
  return placeText(host, port) === hostPort(address.host, address.port);
}

function isIn(range: OrbitRange | undefined, orbit: number): boolean {
  return range !== undefined && inRange(range, orbit);
}
