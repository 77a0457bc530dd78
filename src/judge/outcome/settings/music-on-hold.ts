import { POOLS, type PoolName } from '../../../suite/cell.ts';
import { legOf } from '../../facts.ts';
import { fail, type Finding, inconclusive, missing, pass } from '../../finding.ts';
import { pausing } from '../paused-voice.ts';
import { heardOn, hears, type Scene } from '../../scene.ts';
import type { Parked } from './setting.ts';

/** The parkee hears the music of the pool and not that of the other one. */
export function musicOf(scene: Scene, { call, parkLeg }: Parked, of: PoolName): Finding {
  const leg = parkLeg === undefined ? undefined : legOf(scene.facts, parkLeg.leg.tap, call, scene.range.to);
  if (leg === undefined) return inconclusive(`nobody is parked in call ${call}`);
  const expected = hears(scene, leg, `music:${of}`);
  const other = POOLS.find((pool) => pool !== of) ?? of;
  const wrong = hears(scene, leg, `music:${other}`);
  if (wrong !== undefined) {
    return fail(`${leg.tap} hears the music on hold of ${other} in call ${call} instead of that of ${of}`, {
      evidence: [wrong],
    });
  }
  if (expected === undefined) {
    const text = `${leg.tap} does not hear the music on hold of ${of} in call ${call} but ${heardOn(scene, leg, `music:${of}`)}`;
    return pausing(scene, leg, `music:${of}`, text) ?? missing(text, [leg.accept.n]);
  }
  return pass(`${leg.tap} hears the music on hold of ${of} in call ${call}`, { evidence: [leg.accept.n, expected] });
}
