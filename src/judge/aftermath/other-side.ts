/** Calls whose two legs both end at the candidate: when one party leaves, the candidate ends the leg of the other. */
import { EARLY } from '../outcome/watched.ts';
import type { Leg } from '../evidence/legs.ts';
import { readReferral } from '../evidence/refer-progress.ts';
import { isSuccess, type Seen } from '../evidence/seen-messages.ts';
import type { Excerpt } from '../excerpt.ts';
import { type Facts, isWithCandidate } from '../facts.ts';
import { type Finding, figure, inconclusive, missing, pass } from '../finding.ts';

/**
 * A candidate that knows that one party has left (its BYE was answered 2xx) ends the other leg within `bounds.disconnect`.
 * A phone that hangs up that leg sooner leaves it open. Where the call is direct, the BYE itself gets to the other party.
 */
export function otherSideEnded({ facts }: Excerpt): Finding {
  let briefly: Finding | undefined;
  for (const gone of facts.dialogs.endedLegs) {
    const answer = leftWith(facts, gone);
    if (answer === undefined) continue;
    const alone = partners(facts, gone).filter((leg) => isLeftAlone(facts, leg));
    const { disconnect } = facts.candidate.bounds;
    const left = alone.find((leg) => waitedFor(facts, leg, answer) >= disconnect - EARLY);
    const [unwatched] = alone;
    if (left === undefined && unwatched !== undefined) {
      const watched = figure(Math.max(0, waitedFor(facts, unwatched, answer)));
      const seen = { party: unwatched.tap, other: gone.tap, watched, needed: disconnect };
      briefly ??= inconclusive('other-side-watched-too-briefly', seen, { evidence: [answer.n] });
    }
    if (left === undefined) continue;
    const seen = { party: left.tap, other: gone.tap, bound: facts.candidate.bounds.disconnect };
    const evidence = [answer.n, ...(left.ended === undefined ? [] : [left.ended.n])];
    return missing('other-side-not-ended', seen, evidence, waitedFor(facts, left, answer) - seen.bound);
  }
  return briefly ?? pass('nothing-wrong', {});
}

/** The answer that shows that the candidate knows that the party has left. */
function leftWith(facts: Facts, gone: Leg): Seen | undefined {
  if (gone.ended?.how !== 'local-bye' || !isWithCandidate(facts, gone)) return undefined;
  const answer = facts.messages.final(gone.ended.message);
  return isSuccess(answer) ? answer : undefined;
}

/** Legs of other parties that were up then, and were joined to this one: one of the two heard the other. */
function partners(facts: Facts, gone: Leg): readonly Leg[] {
  const call = facts.owners.get(gone);
  const { ended } = gone;
  if (call === undefined || ended === undefined || hasTransferred(facts, call, gone)) return [];
  return facts.owners.of(call).filter((leg) => {
    const isUp = leg.accept.n < ended.n && (leg.ended === undefined || leg.ended.n > ended.n);
    const isOther = leg.tap !== gone.tap && leg.callId !== gone.callId;
    const isJoined = isOther && isUp && isWithCandidate(facts, leg) && !isParkedBy(facts, leg, gone);
    return isJoined && (hears(facts, gone, leg) || hears(facts, leg, gone));
  });
}

/** A parker leaves its parkee with the candidate, and that is no end of the call. */
function isParkedBy({ parkings }: Facts, leg: Leg, gone: Leg): boolean {
  return parkings.some(({ parkLeg, parkerLegs }) => parkLeg?.leg === leg && parkerLegs.includes(gone));
}

/**
 * A party that was told that its transfer is done leaves its peer with the target. Whether the two are connected is looked
 * at where the transfer is judged.
 */
function hasTransferred({ actionLog, messages }: Facts, call: string, { tap, callId, ended }: Leg): boolean {
  if (ended === undefined) return false;
  return actionLog.ofCall(call).some(({ verb, by, asked }) => {
    if (verb !== 'transfer' || by !== tap) return false;
    const { outcome } = readReferral(messages, tap, callId, { from: asked.n, before: ended.n });
    return outcome !== undefined && outcome.status < 300 && outcome.seen.n < ended.n;
  });
}

/** Until the leg ended that is over now, one party heard the other. */
function hears({ hearing, candidate }: Facts, listener: Leg, speaker: Leg): boolean {
  const over = [listener, speaker].flatMap(({ ended }) => ended ?? []).toSorted((a, b) => a.n - b.n)[0];
  if (over === undefined) return false;
  const silence = hearing.silence({ tap: listener.tap, leg: listener.callId, voice: speaker.tap }, over);
  return silence !== undefined && silence <= candidate.bounds.gap;
}

/** Its phone had to hang up, or never did, and no BYE of the candidate was under way. */
function isLeftAlone({ crossings }: Facts, leg: Leg): boolean {
  const { tap, callId, ended } = leg;
  if (ended?.how === 'remote-bye' || ended?.how === 'error') return false;
  return !crossings.all().some((each) => {
    return each.tap === tap && each.direction === 'in' && each.callId === callId && each.method === 'BYE';
  });
}

/** In ms. */
function waitedFor({ events }: Facts, { ended }: Leg, answer: Seen): number {
  return (ended ?? events.at(-1) ?? answer).t - answer.t;
}
