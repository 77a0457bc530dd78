/**
 * Every decision that a check of the table can see, in one place. The server asks here and does as it is told, so that a
 * wrong behaviour is one function exchanged.
 */
import type { IncomingRefer } from '../sip/ua/user-agent.ts';
import type { Companion, PoolParts } from './companion.ts';
import { isHomeOfUsers, type Mode, type Service, serviceIn } from './mode.ts';
import type { ShownCall } from './orbit-document.ts';
import { retrieveByRedirect } from './orbit-requests.ts';
import { inRange, type OrbitRange } from './orbit-numbers.ts';
import type { ParkRequest } from './park-request.ts';
import type { ParkService } from './park-service.ts';
import type { Header, PoolContext } from './pool-context.ts';
import { presenceState } from './presence-state.ts';
import { afterFailedRing } from './ringback.ts';
import type { ParkPolicy, Settings } from './settings.ts';

export type Admission =
  | { readonly kind: 'serve' }
  | { readonly kind: 'refuse'; readonly status: number; readonly why: string };

/** How a REFER to the park address is turned down. */
export interface Refusal {
  readonly status: number;
  readonly headers: readonly Header[];
}

/** The treatment of a REGISTER; `ignore` leaves it without any answer. */
export type Registering = 'serve' | 'redirect' | 'refuse' | 'ignore';

/** The orbits of a pool, and the calls in them. */
export type OrbitService = Pick<ParkService, 'orbits' | 'at'>;

/** The end of a parked call's leg, as the pool knows it. */
export type ParkEnd = 'left' | 'handed-over' | 'given-up' | 'dropped';

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

  /** Whether the answer to a REGISTER lists the bindings of the user (RFC 3261 10.3, step 8). */
  listsBindings(_mode: Mode): boolean {
    return true;
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
  refusePark(incoming: IncomingRefer, { status, headers }: Refusal, _service: ParkService): void {
    incoming.reject(status, undefined, headers);
  },

  /** Whether a call may be taken over now; one for which that is `underWay` may not. */
  isFree(_asked: ParkRequest, underWay: boolean): boolean {
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

  /** Where a retriever is told to call the parkee: at the contact that the parkee itself has given. */
  addressOfParkee(contact: string, _pool: PoolContext): string {
    return contact;
  },

  /** Answers an INVITE to the address of an orbit. */
  retrieve: retrieveByRedirect,

  /** Whether the orbit of a call can be given to the next one. */
  freesOrbit(_end: ParkEnd): boolean {
    return true;
  },

  /** Call Park settings are a pool's own: users that are redirected get those of the pool that serves them. */
  parkSettings(own: Settings, _peers: ParkPolicy | undefined): ParkPolicy {
    return own;
  },

  /** The user that is rung when no party has retrieved a call: its parker. */
  ringsBack(parker: string | undefined): string | undefined {
    return parker;
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
