import { pickupTolerance } from '../../../candidate/bounds.ts';
import type { PoolName } from '../../../suite/cell.ts';
import { fail, type Finding, figure, inconclusive, missing, pass } from '../../finding.ts';
import { costOf, delayedIn } from '../../excuse/network-cost.ts';
import type { Excerpt } from '../../excerpt.ts';
import { overdue } from '../lack.ts';
import { ringbacks } from './ringbacks.ts';
import type { Parked } from './setting.ts';
import { WORDS } from '../../sentences/field-words.ts';

/** From the park to the first ringback, the pool's pickup timeout passes. */
export function pickupTimeoutOf({ facts, range }: Excerpt, parked: Parked, of: PoolName): Finding {
  const declared = facts.candidate.settings[of].pickupTimeout;
  if (declared === undefined) return inconclusive('setting-without-value', { pool: of, setting: WORDS.pickupTimeout });
  const { call, parker, told } = parked;
  const [first] = ringbacks(facts, parked, range.to);
  if (first === undefined) {
    const lack = overdue(facts, told.seen.t, declared + pickupTolerance(declared));
    return missing('not-rung-back', { parker, call, pool: of, declared }, [told.seen.n], lack);
  }
  const window = { from: facts.crossings.outside(told.seen), to: facts.crossings.outside(first.invite) };
  const took = figure(window.to - window.from);
  const extra = { figures: { pickupTimeoutMs: took }, evidence: [told.seen.n, first.invite.n] };
  const rung = { parker, call, took, pool: of, declared };
  const off = Math.abs(took - declared) - pickupTolerance(declared);
  if (off <= 0) return pass('pickup-timeout-kept', rung, extra);
  const cost = costOf(delayedIn(facts, window), window);
  if (off <= cost) return inconclusive('pickup-timeout-by-network', { ...rung, network: cost }, extra);
  const allowed = { ...rung, tolerance: pickupTolerance(declared) };
  return fail('pickup-timeout-differs', allowed, { ...extra, timed: true, overMs: off });
}
