/**
 * Every decision that a check of the table can see, in one place. The server asks here and does as it is told, so that a
 * wrong behaviour is one function exchanged.
 */
import type { IncomingInvite, IncomingRefer } from '../sip/ua/user-agent.ts';
import type { Companion, PoolParts } from './companion.ts';
import type { Sdp } from '../sip/sdp.ts';
import type { JoinedCall } from './joined-call.ts';
import type { JoinedCallCopy } from './joined-call-copy.ts';
import { registeredAt, throughPeer } from './location.ts';
import { isHomeOfUsers, type Mode, type Service, serviceIn } from './mode.ts';
import type { ShownCall } from './orbit-document.ts';
import { retrieveByRedirect } from './orbit-requests.ts';
import { referInCall } from './refer-in-call.ts';
import type { Destination } from './request-relay.ts';
import { retrieveByJoining } from './retrieve-by-joining.ts';
import { inRange, type OrbitRange } from './orbit-numbers.ts';
import type { Obstacle } from './orbit-places.ts';
import type { ParkRequest } from './park-request.ts';
import type { ParkNotifier, ParkService } from './park-service.ts';
import type { Header, PoolContext } from './pool-context.ts';
import { presenceState } from './presence-state.ts';
import { afterFailedRing } from './ringback.ts';
import type { ParkPolicy, ReferenceDialect, Settings } from './settings.ts';

export type Admission =
  | { readonly kind: 'serve' }
  | { readonly kind: 'refuse'; readonly status: number; readonly why: string };

/** How a park is turned down. */
export interface Refusal {
  readonly status: number;
  readonly reason?: string | undefined;
  readonly headers: readonly Header[];
}

/** A park that is asked for by an INFO, or by an order over HTTP. */
export interface ParkOrder {
  /** Why it is not carried out. */
  readonly of: Obstacle['of'];
  refuse(refusal: Refusal): void;
  /** Says that the call is parked at an orbit, or only that the order is taken. */
  accept(orbit?: number): void;
}

/** A park that is turned down, for a server that carries it out all the same. */
export interface WantedPark {
  /** URI of the parkee: its contact, or its address in the call. */
  readonly parkee: string;
  /** Parks the call where an orbit can be had; `accept` tells of it. */
  readonly carryOut: (accept: () => ParkNotifier) => void;
}

/** The treatment of a REGISTER; `ignore` leaves it without any answer, and `put-off` asks for a minute. */
export type Registering = 'serve' | 'redirect' | 'refuse' | 'put-off' | 'ignore';

/** The orbits of a pool, and the calls in them. */
export type OrbitService = Pick<ParkService, 'orbits' | 'at'>;

/** A party of a call that the pool stands in the middle of transfers the other; the user parts of the three, where they have one. */
export interface Transfer {
  readonly transferor: string | undefined;
  readonly transferee: string | undefined;
  readonly target: string | undefined;
}

/** How a call leaves its orbit, as the pool knows it: with its leg, but where the pool has joined it with another party. */
export type ParkEnd = 'left' | 'joined' | 'handed-over' | 'given-up' | 'dropped';

/** A call to the address of an orbit. */
export interface CalledOrbit {
  readonly dialect: ReferenceDialect;
  /** Another party has sent the caller here (RFC 3892). */
  readonly referred: boolean;
  /** A call waits there. */
  readonly occupied: boolean;
}

export const conforming = {
  /** The mode that a pool takes up when an event calls for `next`; `now` stays in it and says that all is done. */
  takesUp(next: Mode, _now: Mode): Mode {
    return next;
  },

  registration(
    mode: Mode,
    peerAlive: boolean,
    _who: { readonly user: string | undefined; readonly known: boolean },
  ): Registering {
    if (isHomeOfUsers(mode)) return 'serve';
    return peerAlive ? 'redirect' : 'refuse';
  },

  /** How long a registration is kept, in s, that is granted for so many. */
  keepsFor(granted: number): number {
    return granted;
  },

  /** Whether the answer to a REGISTER lists the bindings of the user (RFC 3261 10.3, step 8). */
  listsBindings(_mode: Mode): boolean {
    return true;
  },

  /** A binding as the answer to a REGISTER lists it: the contact, and for how many seconds it is granted. */
  granted(contact: string, seconds: number, _mode: Mode): { readonly contact: string; readonly seconds: number } {
    return { contact, seconds };
  },

  /** The Presence-State header of a REGISTER answer; undefined leaves it out. */
  announcement(mode: Mode, action: 'added' | 'refreshed'): string | undefined {
    return presenceState(mode, action);
  },

  park(mode: Mode): Admission {
    const service = serviceIn(mode);
    return service === 'full-service'
      ? { kind: 'serve' }
      : { kind: 'refuse', status: 503, why: whyNoPark(service, mode) };
  },

  /** Answers a parker whose call is not admitted; no call is touched and no orbit is used up. */
  refusePark(
    incoming: IncomingRefer,
    { status, reason, headers }: Refusal,
    _service: ParkService,
    _park: WantedPark | undefined,
  ): void {
    incoming.reject(status, reason, headers);
  },

  /** A pool has refused a park because of its mode: that is the end of it. */
  afterRefusing(_park: WantedPark, _service: ParkService): void {
    return undefined;
  },

  /** Answers a parker for whose call there is no orbit. */
  refuseForFullRange(incoming: IncomingRefer, { status, reason, headers }: Refusal): void {
    incoming.reject(status, reason, headers);
  },

  /** Answers a party that calls to be parked, or to have the party parked that it has on hold, where nothing is parked. */
  refuseCaller(incoming: IncomingInvite, { status, reason, headers }: Refusal, _service: ParkService): void {
    incoming.reject(status, reason, headers);
  },

  /** Answers an order to park that is not admitted, or for which there is no orbit. */
  refuseOrder(order: ParkOrder, refusal: Refusal, _service: ParkService): void {
    order.refuse(refusal);
  },

  /** Whether a call may be taken over now; one for which that is `underWay` may not. */
  isFree(_asked: Pick<ParkRequest, 'call' | 'parkee'>, underWay: boolean): boolean {
    return !underWay;
  },

  /** Orbits are a pool's own; `_peers` is the range of the other pool, once it is known. */
  takeOrbit({ orbits }: OrbitService, _mode: Mode, _peers: OrbitRange | undefined): number | undefined {
    return orbits.take();
  },

  /** The Replaces of the INVITE that takes a parkee over: it ends the call of the parkee with the parker (RFC 5359 2.15, F9). */
  takesOver(replaces: string): string | undefined {
    return replaces;
  },

  /** The orbit that a parker is told; undefined leaves it to look the orbit up. */
  tellsOrbit(orbit: number): number | undefined {
    return orbit;
  },

  /** The calls that dialog-info shows: all that wait, and no others. */
  shows(calls: readonly ShownCall[], _mode: Mode): readonly ShownCall[] {
    return calls;
  },

  /** Whether a pool answers for an orbit, or leaves it to its peer. */
  answersForOrbit(orbit: number, own: OrbitRange): boolean {
    return inRange(own, orbit);
  },

  /** Whether requests for the orbits of the peer are led there. */
  leadsToPeersOrbits(): boolean {
    return true;
  },

  /** Where a retriever is told to call the parkee: at the contact that the parkee itself has given. */
  addressOfParkee(contact: string, _pool: PoolContext): string {
    return contact;
  },

  /** Whether a party that calls an orbit wants to be parked there, or wants the call that is there. */
  wantsToBeParked({ dialect, referred, occupied }: CalledOrbit): boolean {
    return (dialect === 'slot' && referred) || (dialect === 'valet' && (referred || !occupied));
  },

  /** The orbit that keys mean which were pressed in a call. */
  meantByKeys(orbit: number): number {
    return orbit;
  },

  /** Whether a party may be parked at the orbit that it calls; where it may, the orbit is in use from then on. */
  takesChosenOrbit(orbit: number, { orbits }: OrbitService): boolean {
    return orbits.choose(orbit);
  },

  /** Answers an INVITE to the address of an orbit. */
  retrieve(incoming: IncomingInvite, orbit: number, service: ParkService): void {
    if (service.pool.settings.retrieve === 'join') retrieveByJoining(incoming, orbit, service);
    else retrieveByRedirect(incoming, orbit, service);
  },

  /** Answers a REFER of a party of a call that the pool stands in the middle of. */
  refer: referInCall,

  /** Where the pool calls the target of a transfer; a status is the failure that it reports instead. */
  transfersTo(to: Destination | undefined, _transfer: Transfer, pool: PoolContext): Destination | number {
    return to === undefined || !pool.behaviour.deliversCalls(pool.mode()) ? 404 : to;
  },

  /** Whether an offer in a call that the pool stands in the middle of is passed on to the other party. */
  passesOn(_offer: Sdp, _pool: PoolContext): boolean {
    return true;
  },

  /** Whether the leg of a parker is ended when its call is parked and it does not hang up itself. */
  endsLegOfParker(): boolean {
    return true;
  },

  /** Lets go of a call with which the peer goes on. */
  leavesToPeer(call: JoinedCall): void {
    call.handOver();
  },

  /** The calls of a pool that is gone, or that hands its calls over, with which this one goes on; the others are forgotten. */
  goesOnWith(calls: readonly JoinedCallCopy[], _pool: PoolContext): readonly JoinedCallCopy[] {
    return calls;
  },

  /** The calls that the peer gets when it serves the users again. */
  handsOver(calls: readonly JoinedCallCopy[]): readonly JoinedCallCopy[] {
    return calls;
  },

  /** Whether the music of a call ends as it leaves its orbit. */
  stopsMusic(_end: ParkEnd): boolean {
    return true;
  },

  /** Whether the orbit of a call can be given to the next one. */
  freesOrbit(_end: ParkEnd): boolean {
    return true;
  },

  /** Call Park settings are a pool's own: users that are redirected get those of the pool that serves them. */
  parkSettings(own: Settings, _peers: ParkPolicy | undefined): ParkPolicy {
    return own;
  },

  /** The user that is rung when no party has retrieved a call: its parker. */
  ringsBack(parker: string | undefined, _parkee: string | undefined, _pool: PoolContext): string | undefined {
    return parker;
  },

  /** Where a user is rung for a call that waits; undefined: nowhere. */
  ringsAt(user: string, pool: PoolContext): Destination | undefined {
    return registeredAt(pool, user) ?? throughPeer(pool, user);
  },

  afterFailedRing,

  /** Whether the leg of a parkee is ended when its call was given to the user that was rung. */
  endsHandedOverLeg(): boolean {
    return true;
  },

  /** Whether calls that are parked here outlive a change of the mode: only a pool that was superseded lets them go. */
  keepsParkedCalls(to: Mode): boolean {
    return to !== 'away';
  },

  /** Whether bindings outlive a change of the mode: not where the users have been moved to the peer. */
  keepsBindings(to: Mode): boolean {
    return to !== 'away' && to !== 'standby';
  },

  /** Whether calls to users that are registered here go through: in every mode. */
  deliversCalls(_mode: Mode): boolean {
    return true;
  },

  /** Whether a call of a user goes through, whose phone is registered here or not: it may stay elsewhere while it is in a call. */
  takesCallsOf(_caller: { readonly registered: boolean }, _mode: Mode): boolean {
    return true;
  },

  /** Whether a user that is not here is unknown, or only somewhere else. */
  servesUsers(mode: Mode): boolean {
    return serviceIn(mode) !== 'standby';
  },

  /** Users are spread over both pools while they are being moved: then a pool asks its peer for a user that it does not know. */
  asksPeerForUser(mode: Mode): boolean {
    return serviceIn(mode) === 'resiliency';
  },

  /** Runs beside the pool. */
  companion(_parts: PoolParts): Companion {
    return {};
  },
};

export type Behaviour = typeof conforming;

function whyNoPark(service: Service, mode: Mode): string {
  if (service === 'standby') return 'this pool does not serve users now';
  return mode === 'failover-resiliency'
    ? 'resiliency mode: calls can be parked when failover completes'
    : 'resiliency mode: calls can be parked when failback completes';
}
