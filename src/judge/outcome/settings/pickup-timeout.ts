import type { PoolName } from '../../../suite/cell.ts';
import { fail, type Finding, figure, inconclusive, missing, pass } from '../../finding.ts';
import { costOf, delayedIn } from '../../excuse/network-cost.ts';
import type { Excerpt } from '../../excerpt.ts';
import { ringbacks } from './ringbacks.ts';
import type { Parked } from './setting.ts';

/** How far a measured pickup timeout may be from the declared one: a fifth, at least this many ms. */
const LEAST_TOLERANCE = 300;

export function tolerance(declared: number): number {
  return Math.max(declared * 0.2, LEAST_TOLERANCE);
}

/** From the park to the first ringback, the pool's pickup timeout passes. */
export function pickupTimeoutOf({ facts, range }: Excerpt, parked: Parked, of: PoolName): Finding {
  const declared = facts.candidate.settings[of].pickupTimeout;
  if (declared === undefined) return inconclusive('setting-without-value', { pool: of, setting: 'pickup timeout' });
  const { call, parker, told } = parked;
  const [first] = ringbacks(facts, parked, range.to);
  if (first === undefined) {
    const lack = (facts.events.at(-1)?.t ?? 0) - told.seen.t - declared - tolerance(declared);
    return missing('not-rung-back', { parker, call, pool: of, declared }, [told.seen.n], Math.max(0, lack));
  }
  const window = { from: facts.crossings.outside(told.seen), to: facts.crossings.outside(first.invite) };
  const took = figure(window.to - window.from);
  const extra = { figures: { pickupTimeoutMs: took }, evidence: [told.seen.n, first.invite.n] };
  const rung = { parker, call, took, pool: of, declared };
  const off = Math.abs(took - declared) - tolerance(declared);
  if (off <= 0) return pass('pickup-timeout-kept', rung, extra);
  const cost = costOf(delayedIn(facts, window), window);
  if (off <= cost) return inconclusive('pickup-timeout-by-network', { ...rung, network: cost }, extra);
  const allowed = { ...rung, tolerance: tolerance(declared) };
  return fail('pickup-timeout-differs', allowed, { ...extra, timed: true, overMs: off });
}
