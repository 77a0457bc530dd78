import type { PoolName } from '../../../suite/cell.ts';
import { legOf } from '../../facts.ts';
import { mutual } from '../connected.ts';
import { allOf, fail, type Finding, inconclusive, missing, pass } from '../../finding.ts';
import { isLive, type Leg } from '../../evidence/legs.ts';
import { isMusic } from '../../evidence/heard-music.ts';
import type { Scene } from '../../scene.ts';
import { callsFromPool } from './ringbacks.ts';
import { partyNamed } from './setting-party.ts';
import type { Parked } from './setting.ts';

/** After the last attempt the pool's timeout target gets the call, and hears the parkee. */
export function timeoutTargetOf(scene: Scene, parked: Parked, of: PoolName): Finding {
  const { facts, range } = scene;
  const { call, parkLeg } = parked;
  const name = facts.candidate.settings[of].timeoutTarget;
  const target = partyNamed(name);
  if (target === undefined || !facts.cell.parties.includes(target)) {
    return inconclusive(`the timeout target of ${of}, ${name ?? 'nobody'}, has no phone in this cell`);
  }
  const parkee = parkLeg?.leg.tap;
  const leg = legOf(facts, target, call, range.to);
  const theirs = parkee === undefined ? undefined : legOf(facts, parkee, call, range.to);
  if (leg === undefined || !isLive(leg, range.to)) {
    const rung = callsFromPool(facts, parked, target, range.to)[0];
    const what = rung === undefined ? 'was not called' : 'was called but is not in the call';
    return fail(`${target}, the timeout target of ${of}, ${what} although nobody picked call ${call} up`, {
      evidence: [rung?.invite.n ?? parked.told.seen.n],
      timed: true,
    });
  }
  if (theirs === undefined || !isLive(theirs, range.to)) {
    return fail(`${target} got call ${call} but ${parkee ?? 'the parkee'} is no longer in it`, {
      evidence: [leg.accept.n],
    });
  }
  const legs = pass('', { evidence: [leg.accept.n, theirs.accept.n] });
  const all = allOf(legs, mutual(scene, call, leg, theirs), musicOver(scene, [leg, theirs]));
  return all.verdict === 'pass' ? { ...all, reason: `${target}, the timeout target of ${of}, got call ${call}` } : all;
}

/** Whoever has the call hears the other and nothing besides. */
function musicOver({ facts, range }: Scene, legs: readonly Leg[]): Finding {
  const end = { from: range.to, to: range.to };
  for (const { tap, callId, accept } of legs) {
    const played = facts.hearing.voices(tap, end, callId).find(isMusic);
    if (played !== undefined) {
      return missing(`${tap} still hears ${played} although the timeout target has the call`, [accept.n]);
    }
  }
  return pass('');
}
