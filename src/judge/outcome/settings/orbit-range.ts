import type { PoolName } from '../../../suite/cell.ts';
import { fail, type Finding, pass } from '../../finding.ts';
import { isInRange } from '../parked.ts';
import type { Excerpt } from '../../excerpt.ts';
import { orbitUntold } from '../untold-orbit.ts';
import type { Parked } from './setting.ts';

/** The orbit lies in the range of the pool. */
export function orbitsOf({ facts }: Excerpt, parking: Parked, of: PoolName): Finding {
  const { call, orbit, orbitEvidence, told } = parking;
  const { first, last } = facts.candidate.pools[of].orbits;
  const evidence = [orbitEvidence ?? told.seen.n];
  if (orbit === undefined) return orbitUntold(facts, parking, evidence);
  const seen = { call, orbit, pool: of, first, last };
  if (isInRange(orbit, { first, last })) return pass('orbit-in-range', seen, { evidence });
  return fail('orbit-outside-range', seen, { evidence });
}
