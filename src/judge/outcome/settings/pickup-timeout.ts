import type { PoolName } from '../../../suite/cell.ts';
import { fail, type Finding, figure, inconclusive, missing, ms, pass } from '../../finding.ts';
import { costOf, delayedIn } from '../../excuse/network-cost.ts';
import type { Scene } from '../../scene.ts';
import { ringbacks } from './ringbacks.ts';
import type { Parked } from './setting.ts';

/** How far a measured pickup timeout may be from the declared one: a fifth, at least this many ms. */
const LEAST_TOLERANCE = 300;

export function tolerance(declared: number): number {
  return Math.max(declared * 0.2, LEAST_TOLERANCE);
}

/** From the park to the first ringback, the pool's pickup timeout passes. */
export function pickupTimeoutOf({ facts, range }: Scene, parked: Parked, of: PoolName): Finding {
  const declared = facts.candidate.settings[of].pickupTimeout;
  if (declared === undefined) return inconclusive(`${of} declares no pickup timeout`);
  const { call, parker, told } = parked;
  const [first] = ringbacks(facts, parked, range.to);
  if (first === undefined) {
    return missing(`${parker} was not rung back for call ${call}; ${of} declares a pickup timeout of ${ms(declared)}`, [
      told.seen.n,
    ]);
  }
  const window = { from: facts.crossings.outside(told.seen), to: facts.crossings.outside(first.invite) };
  const took = figure(window.to - window.from);
  const extra = { figures: { pickupTimeoutMs: took }, evidence: [told.seen.n, first.invite.n] };
  const words = `${parker} was rung back ${ms(took)} after call ${call} was parked; ${of} declares ${ms(declared)}`;
  const off = Math.abs(took - declared) - tolerance(declared);
  if (off <= 0) return pass(words, extra);
  const cost = costOf(delayedIn(facts, window), window);
  if (off > cost) return fail(words, { ...extra, timed: true, overMs: off });
  return inconclusive(`${words}, but our own network may have taken ${ms(cost)} of it`, extra);
}
