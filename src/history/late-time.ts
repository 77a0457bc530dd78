/** The time that a late harness or a starved pool may have cost: what the driver waits longer for, and the judge excuses. */
import type { LoadEvent } from './event.ts';

/** Longest delay of its event loop, in ms, with which the harness may still blame the candidate for being late. */
export const MOST_DELAY = 150;

/** Longest delay and all delays of a process in the time that one event is about, in ms. */
export interface Delays {
  readonly longest: number;
  readonly total: number;
}

export function harnessDelays({ maxDelayMs, lateMs = 0 }: Omit<LoadEvent, 'kind'>): Delays {
  return { longest: maxDelayMs, total: lateMs };
}

/** Of the pool that waited most for a processor. */
export function poolDelays({ poolDelayMs = 0, poolLateMs = 0 }: Omit<LoadEvent, 'kind'>): Delays {
  return { longest: poolDelayMs, total: poolLateMs };
}

/** Of harness and pools together, in ms. Pools on the same machine that cannot be measured may be as late as the harness. */
export function lateTime(load: Omit<LoadEvent, 'kind'>): number {
  const [harness, pools] = [harnessDelays(load), poolDelays(load)].map((each) => Math.max(each.longest, each.total));
  return (harness ?? 0) + ((load.poolDelayMs === undefined ? harness : pools) ?? 0);
}
