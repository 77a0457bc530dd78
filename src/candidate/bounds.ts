import type { Bounds } from './candidate.ts';

export const BOUNDS = ['start', 'park', 'disconnect', 'gap', 'setup', 'probe', 'cell'] as const satisfies ReadonlyArray<
  keyof Bounds
>;

/** One value for each bound, as a schema of them wants it. */
export function perBound<T>(value: T): Readonly<Record<keyof Bounds, T>> {
  return { start: value, park: value, disconnect: value, gap: value, setup: value, probe: value, cell: value };
}

/** In ms. Generous: a slow server is no wrong server; say less to be told sooner. */
export const DEFAULT_BOUNDS: Bounds = {
  start: 10_000,
  park: 4_000,
  disconnect: 8_000,
  gap: 1_000,
  setup: 4_000,
  probe: 2_000,
  cell: 60_000,
};

/** How far a pickup timeout may be from the declared one: a fifth, at least this many ms. */
const LEAST_PICKUP_TOLERANCE = 300;

/** In ms, as the declared pickup timeout is. No candidate file changes it. */
export function pickupTolerance(declared: number): number {
  return Math.max(declared * 0.2, LEAST_PICKUP_TOLERANCE);
}

/**
 * How long a pool may take to answer a BYE, in ms: two retransmissions (RFC 3261, 17.1.2.2). No candidate file changes it;
 * who waits less than who judges would see nothing.
 */
export const BYE_ANSWERED_WITHIN = 2_000;

/** How long a call is watched after its park was refused, in ms: a pool may carry out what it has refused, but not at once. */
export const REFUSAL_WATCHED = 2_000;

/** How long late messages are watched for when all was hung up, in ms: an absence can only be seen by looking for a while. */
export const END_WATCHED = 200;
