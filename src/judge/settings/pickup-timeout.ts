import type { PoolName } from '../../spec/cell.ts';
import { fail, type Finding, figure, inconclusive, missing, ms, pass } from '../finding.ts';
import type { Scene } from '../scene.ts';
import { ringbacks } from './ringbacks.ts';
import type { Parked } from './setting.ts';

/** How far a measured pickup timeout may be from the declared one: a fifth, at least this many ms. */
const LEAST_TOLERANCE = 300;

export function tolerance(declared: number): number {
  return Math.max(declared * 0.2, LEAST_TOLERANCE);
}

/** From the park to the first ringback, the pool's pickup timeout passes. */
export function pickupTimeoutOf({ matter, range }: Scene, parked: Parked, of: PoolName): Finding {
  const declared = matter.candidate.settings[of].pickupTimeout;
  if (declared === undefined) return inconclusive(`${of} declares no pickup timeout`);
  const { call, parker, outcome } = parked;
  const [first] = ringbacks(matter, parked, range.to);
  if (first === undefined) {
    return missing(`${parker} was not rung back for call ${call}; ${of} declares a pickup timeout of ${ms(declared)}`, [
      outcome.seen.n,
    ]);
  }
  const took = figure(first.invite.t - outcome.seen.t);
  const extra = { figures: { pickupTimeoutMs: took }, evidence: [outcome.seen.n, first.invite.n] };
  const words = `${parker} was rung back ${ms(took)} after call ${call} was parked; ${of} declares ${ms(declared)}`;
  return Math.abs(took - declared) > tolerance(declared) ? fail(words, { ...extra, timed: true }) : pass(words, extra);
}
