import type { PoolName } from '../../../suite/cell.ts';
import { legOf } from '../../facts.ts';
import { mutual } from '../connected.ts';
import { allOf, fail, type Finding, inconclusive, missing, pass, retold } from '../../finding.ts';
import { isLive, type Leg } from '../../evidence/legs.ts';
import { isMusic } from '../../evidence/heard-music.ts';
import type { Excerpt } from '../../excerpt.ts';
import { overdue } from '../lack.ts';
import { callsFromPool, ringbacks } from './ringbacks.ts';
import { partyNamed } from './setting-party.ts';
import type { Parked } from './setting.ts';
import { WORDS } from '../../sentences/field-words.ts';

/** After the last attempt the pool's timeout target gets the call, and hears the parkee. */
export function timeoutTargetOf(excerpt: Excerpt, parked: Parked, of: PoolName): Finding {
  const { facts, range } = excerpt;
  const { call, parkLeg } = parked;
  const name = facts.candidate.settings[of].timeoutTarget;
  const target = partyNamed(name);
  if (target === undefined || !facts.cell.parties.includes(target)) {
    return inconclusive('timeout-target-without-phone', { pool: of, target: name ?? WORDS.notDeclared });
  }
  const parkee = parkLeg?.leg.tap;
  const leg = legOf(facts, target, call, range.to);
  const theirs = parkee === undefined ? undefined : legOf(facts, parkee, call, range.to);
  if (leg === undefined || !isLive(leg, range.to)) {
    const rung = callsFromPool(facts, parked, target, range.to)[0];
    const code = rung === undefined ? 'timeout-target-not-called' : 'timeout-target-not-in-call';
    const since = rung?.invite.t ?? lastAttempt(excerpt, parked, of);
    const lack = overdue(facts, since, facts.candidate.bounds.setup);
    return missing(code, { target, pool: of, call }, [rung?.invite.n ?? parked.told.seen.n], lack);
  }
  if (theirs === undefined || !isLive(theirs, range.to)) {
    const seen = { target, call, parkee: parkee ?? WORDS.theParkee };
    return fail('parkee-lost-at-target', seen, { evidence: [leg.accept.n] });
  }
  const legs = pass('nothing-wrong', {}, { evidence: [leg.accept.n, theirs.accept.n] });
  const all = allOf(
    legs,
    mutual(excerpt, call, leg, theirs),
    musicOver(excerpt, [leg, theirs]),
    parkOver(excerpt, parked, theirs),
  );
  return all.verdict === 'pass' ? retold(all, 'timeout-target-got-call', { target, pool: of, call }) : all;
}

/** When the pool had rung the parker in vain for the last time, or should have, in ms. */
function lastAttempt({ facts, range }: Excerpt, parked: Parked, of: PoolName): number {
  const last = ringbacks(facts, parked, range.to).at(-1)?.invite;
  if (last === undefined) return parked.told.seen.t + (facts.candidate.settings[of].pickupTimeout ?? 0);
  return (facts.messages.final(last) ?? last).t;
}

/** The two parties of the call hear each other and nothing besides. */
function musicOver({ facts, range }: Excerpt, legs: readonly Leg[]): Finding {
  const end = { from: range.to, to: range.to };
  const { setup } = facts.candidate.bounds;
  const joined = Math.max(...legs.map(({ accept }) => accept.t));
  for (const { tap, callId, accept } of legs) {
    const music = facts.hearing.voices(tap, end, callId).find(isMusic);
    if (music !== undefined) {
      return missing('music-at-target', { party: tap, voice: music }, [accept.n], overdue(facts, joined, setup));
    }
  }
  return pass('nothing-wrong', {});
}

/** The parkee that got a new leg with the target has left the one in which it was parked: that one was waited for. */
function parkOver({ facts, range, actions }: Excerpt, { call, parkLeg }: Parked, theirs: Leg): Finding {
  if (parkLeg === undefined || parkLeg.leg === theirs || !isLive(parkLeg.leg, range.to))
    return pass('nothing-wrong', {});
  const { tap, callId, accept } = parkLeg.leg;
  const isPlayed = facts.hearing.voices(tap, { from: range.to, to: range.to }, callId).some(isMusic);
  const wasAwaited = actions.some((action) => action.verb === 'watch' && action.callId === callId);
  if (!isPlayed && !wasAwaited) return pass('nothing-wrong', {});
  const lack = overdue(facts, theirs.accept.t, facts.candidate.bounds.setup);
  return missing('park-leg-at-target', { party: tap, call }, [accept.n], lack);
}
