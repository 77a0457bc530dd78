/**
 * Every decision that a check of the table can see, in one place. The server asks here and does as it is told, so that a
 * wrong behaviour is one function exchanged.
 */
import type { Companion, PoolParts } from './companion.ts';
import { isHomeOfUsers, type Mode, type Service, serviceIn } from './mode.ts';
import type { ShownCall } from './orbit-document.ts';
import { retrieveByRedirect } from './orbit-door.ts';
import { inRange, type OrbitRange, type Orbits } from './orbits.ts';
import type { PoolContext } from './pool-context.ts';
import { presenceState } from './presence-state.ts';
import { afterFailedRing } from './ringback.ts';
import type { Settings } from './settings.ts';

export type Admission =
  | { readonly kind: 'serve' }
  | { readonly kind: 'refuse'; readonly status: number; readonly why: string };

/** What ended a parked call's leg, as the pool knows it. */
export type ParkEnd = 'left' | 'handed-over' | 'given-up' | 'dropped';

export const conforming = {
  registration(mode: Mode, peerAlive: boolean): 'serve' | 'redirect' | 'refuse' {
    if (isHomeOfUsers(mode)) return 'serve';
    return peerAlive ? 'redirect' : 'refuse';
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

  /** The Replaces of the INVITE that takes a parkee over: it ends his call with the parker (RFC 5359 2.15, F9). */
  takesOver(replaces: string): string | undefined {
    return replaces;
  },

  takeOrbit(orbits: Orbits): number | undefined {
    return orbits.take();
  },

  /** The orbit that a parker is told; undefined leaves him to look it up. */
  tellsOrbit(orbit: number): number | undefined {
    return orbit;
  },

  /** What dialog-info shows of the calls that wait: these, and no others. */
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

  /** What comes of an INVITE to the address of an orbit. */
  retrieve: retrieveByRedirect,

  /** Whether the orbit of a call can be given to the next one. */
  freesOrbit(_end: ParkEnd): boolean {
    return true;
  },

  /** Call Park settings are a pool's own: users who are redirected get those of the pool that serves them. */
  parkSettings(own: Settings): Pick<Settings, 'pickupTimeout' | 'pickupAttempts' | 'timeoutTarget' | 'ring' | 'music'> {
    return own;
  },

  afterFailedRing,

  /** Whether calls that are parked here outlive a change of the mode: only a pool that was superseded lets them go. */
  keepsParkedCalls(to: Mode): boolean {
    return to !== 'away';
  },

  /** Whether bindings outlive a change of the mode: not where the users have been moved to the peer. */
  keepsBindings(to: Mode): boolean {
    return to !== 'away' && to !== 'standby';
  },

  /** Whether a user who is not here is unknown, or only somewhere else. */
  servesUsers(mode: Mode): boolean {
    return serviceIn(mode) !== 'standby';
  },

  /** Users are spread over both pools while they are being moved: then a pool asks its peer for whom it does not know. */
  asksPeerForUser(mode: Mode): boolean {
    return serviceIn(mode) === 'resiliency';
  },

  /** What runs beside the pool. */
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
