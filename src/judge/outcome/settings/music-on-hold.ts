import { POOLS, type PoolName } from '../../../suite/cell.ts';
import { legOf } from '../../facts.ts';
import { fail, type Finding, inconclusive, missing, pass } from '../../finding.ts';
import { lackOf } from '../lack.ts';
import { pausing } from '../paused-voice.ts';
import { heardOn, hears, type Excerpt } from '../../excerpt.ts';
import type { Parked } from './setting.ts';

/** The parkee hears the music of the pool and not that of the other one. */
export function musicOf(excerpt: Excerpt, { call, parkLeg }: Parked, of: PoolName): Finding {
  const leg = parkLeg === undefined ? undefined : legOf(excerpt.facts, parkLeg.leg.tap, call, excerpt.range.to);
  if (leg === undefined) return inconclusive('parkee-unknown', { call });
  const expected = hears(excerpt, leg, `music:${of}`);
  const other = POOLS.find((pool) => pool !== of) ?? of;
  const wrong = hears(excerpt, leg, `music:${other}`);
  if (wrong !== undefined) {
    return fail('wrong-music', { party: leg.tap, call, heard: other, pool: of }, { evidence: [wrong] });
  }
  if (expected === undefined) {
    const heard = heardOn(excerpt, leg, `music:${of}`);
    const lack = lackOf(excerpt, leg, [`music:${of}`], leg.accept.t);
    const gone = missing('music-not-heard', { party: leg.tap, call, pool: of, heard }, [leg.accept.n], lack);
    return pausing(excerpt, leg, `music:${of}`, gone) ?? gone;
  }
  return pass('music-heard', { party: leg.tap, call, pool: of }, { evidence: [leg.accept.n, expected] });
}
