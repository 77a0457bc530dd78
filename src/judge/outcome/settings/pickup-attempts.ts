import { PARTIES, type PoolName } from '../../../suite/cell.ts';
import { fail, type Finding, inconclusive, pass } from '../../finding.ts';
import { neverArrived } from '../../excuse/network-cost.ts';
import type { Excerpt } from '../../excerpt.ts';
import { callsFromPool, ringbacks } from './ringbacks.ts';
import { tooBriefly } from '../watched.ts';
import type { Parked } from './setting.ts';
import { WORDS } from '../../sentences/field-words.ts';

/** The parker was rung as often as the pool declares when it went on to its timeout target, or gave the parkee up. */
export function pickupAttemptsOf({ facts, range }: Excerpt, parked: Parked, of: PoolName): Finding {
  const { pickupAttempts: declared } = facts.candidate.settings[of];
  if (declared === undefined) return inconclusive('setting-without-value', { pool: of, setting: WORDS.pickupAttempts });
  const { call, parker } = parked;
  const parkLeg = parked.parkLeg?.leg;
  // Any party that is called next: whether it is the right one is another check's question.
  const others = PARTIES.filter((party) => party !== parker && party !== parkLeg?.tap);
  const onward = others
    .flatMap((party) => callsFromPool(facts, parked, party, range.to).slice(0, 1))
    .toSorted((a, b) => a.invite.n - b.invite.n)[0];
  const ended = parkLeg?.ended === undefined || parkLeg.ended.n > range.to ? undefined : parkLeg.ended;
  const over = Math.min(onward?.invite.n ?? Number.POSITIVE_INFINITY, ended?.n ?? Number.POSITIVE_INFINITY);
  const rings = ringbacks(facts, parked, Math.min(over, range.to));
  const count = rings.length;
  const figures = { pickupAttemptsCount: count };
  const evidence = rings.map(({ invite }) => invite.n);
  const rung = { parker, call, count, pool: of, declared };
  if (count > declared) return fail('rung-back-too-often', rung, { figures, evidence });
  const unseen = neverArrived(facts, parker);
  if (count < declared && unseen !== undefined) {
    return inconclusive('ringback-lost-on-network', rung, { figures, evidence: [...evidence, unseen.n] });
  }
  if (over === Number.POSITIVE_INFINITY) {
    const since = rings.at(-1)?.invite ?? parked.told?.seen;
    const end = facts.events.findLast(({ n }) => n <= range.to);
    const brief = since && tooBriefly(since, end, facts.candidate.bounds.setup);
    if (brief !== undefined) {
      return inconclusive('pool-watched-too-briefly', { ...rung, ...brief }, { figures, evidence });
    }
    return fail('pool-did-not-go-on', rung, { figures, evidence });
  }
  if (count < declared) return fail('rung-back-too-seldom', rung, { figures, evidence: [...evidence, over] });
  return pass('rung-back-as-declared', rung, { figures, evidence: [...evidence, over] });
}
