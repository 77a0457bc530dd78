import type { SipUri } from '../sip/uri.ts';
import { dialledNumber } from './dialled-numbers.ts';
import { inRange } from './orbit-numbers.ts';
import type { ParkService } from './park-service.ts';
import { type Header, isOurs, warning } from './pool-context.ts';
import type { ReferenceDialect } from './settings.ts';

/** An orbit that has been taken for a call. */
export interface TakenPlace {
  readonly kind: 'taken';
  readonly orbit: number;
}

/** Why no call can be parked. */
export interface Obstacle {
  readonly kind: 'obstacle';
  /** The mode of the pool, in which no call is parked; the orbits, of which none can be had; or what is asked for. */
  readonly of: 'mode' | 'range' | 'request';
  readonly status: number;
  readonly reason?: string;
  readonly why: string;
}

/** The words in which a request is refused. */
export interface RequestRefusal {
  readonly status: number;
  readonly reason?: string;
  readonly headers: readonly Header[];
}

export function refusalFor({ status, reason, why }: Obstacle, { pool }: ParkService): RequestRefusal {
  return { status, ...(reason !== undefined && { reason }), headers: [warning(pool, why)] };
}

/** The place that a transfer to a URI asks for; undefined where that is no number that parks. Orbits of the peer are meant too. */
export function placeNamed(uri: SipUri, service: ParkService): TakenPlace | Obstacle | undefined {
  const named = numberNamed(uri, service);
  return named && (whileLimited(service) ?? takeNamed(named, service));
}

/** The same in any mode. */
export function placeInAnyMode(uri: SipUri, service: ParkService): TakenPlace | Obstacle | undefined {
  const named = numberNamed(uri, service);
  return named && takeNamed(named, service);
}

function numberNamed(uri: SipUri, service: ParkService): Named | undefined {
  const { settings, peerStatus } = service.pool;
  const { dialect, orbits } = settings;
  if (!PARKS_BY_TRANSFER.includes(dialect) || !isOurs(service.pool, uri)) return undefined;
  const dialled = dialledNumber(uri.user ?? '', dialect);
  if (dialled?.kind === 'lot') return dialled;
  if (dialled?.kind !== 'orbit' || dialect === 'lot') return undefined;
  const { orbit } = dialled;
  return [orbits, peerStatus()?.orbits].some((range) => range && inRange(range, orbit)) ? dialled : undefined;
}

const PARKS_BY_TRANSFER: readonly ReferenceDialect[] = ['slot', 'valet', 'lot'];

/** Undefined when the orbit has been taken for a call. */
export function obstacleAt(orbit: number, service: ParkService): Obstacle | undefined {
  return whileLimited(service) ?? obstacleInAnyMode(orbit, service);
}

/** Takes an orbit that the pool chooses. */
export function takeAny(service: ParkService): TakenPlace | Obstacle {
  return whileLimited(service) ?? takeNamed({ kind: 'lot' }, service);
}

/** A number that a call is parked at: of an orbit, or of the lot, whose orbits the pool chooses from. */
type Named = { readonly kind: 'orbit'; readonly orbit: number } | { readonly kind: 'lot' };

/** Takes an orbit in any mode. */
export function takeNamed(named: Named, service: ParkService): TakenPlace | Obstacle {
  if (named.kind === 'orbit') return obstacleInAnyMode(named.orbit, service) ?? { kind: 'taken', orbit: named.orbit };
  const { behaviour, mode, peerStatus } = service.pool;
  const orbit = behaviour.takeOrbit(service, mode(), peerStatus()?.orbits);
  return orbit === undefined
    ? { kind: 'obstacle', of: 'range', status: 503, why: 'every orbit is in use' }
    : { kind: 'taken', orbit };
}

function obstacleInAnyMode(orbit: number, service: ParkService): Obstacle | undefined {
  if (service.pool.behaviour.takesChosenOrbit(orbit, service)) return undefined;
  const why = 'no call can be parked at this orbit now';
  return { kind: 'obstacle', of: 'range', status: 486, reason: 'Orbit In Use', why };
}

/** Why a pool parks nothing now. */
export function whileLimited({ pool: { behaviour, mode } }: ParkService): Obstacle | undefined {
  const admission = behaviour.park(mode());
  if (admission.kind === 'serve') return undefined;
  const { status, why } = admission;
  return { kind: 'obstacle', of: 'mode', status, why };
}
