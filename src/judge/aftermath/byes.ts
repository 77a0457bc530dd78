/** BYEs that no longer belong to a dialog: too late, or in one that never was. */
import { type Facts, isFromCandidate } from '../facts.ts';
import { fail, type Finding, figure, pass } from '../finding.ts';
import type { Ending } from '../evidence/legs.ts';
import { isRequest, type Seen } from '../evidence/seen-messages.ts';
import { addressOf } from '../evidence/behind-edge.ts';
import type { Excerpt } from '../excerpt.ts';

/** A BYE may cross ours for this long, in ms; after ours was answered only as long as two datagrams may overtake each other. */
const CROSSING = { unanswered: 500, answered: 100 };

export function noLateBye({ facts }: Excerpt): Finding {
  for (const leg of facts.dialogs.legs) {
    for (const bye of leg.lateByes) {
      if (leg.ended === undefined || !isFromCandidate(facts, bye.remote)) continue;
      const over = settled(facts, leg.ended);
      const late = facts.crossings.outside(bye) - Math.max(over.t, backSince(facts, bye));
      if (late <= over.crossing) continue;
      const got = { party: leg.tap, from: bye.remote, late: figure(late), bound: over.crossing };
      return fail('late-bye', got, { evidence: [leg.ended.n, bye.n] });
    }
  }
  return pass('nothing-wrong', {});
}

/** From when on both sides know that a leg is over. */
function settled(
  { messages, crossings }: Facts,
  { t, how, message }: Ending,
): { readonly t: number; readonly crossing: number } {
  if (how === 'remote-bye') return { t, crossing: CROSSING.answered };
  const answer = how === 'local-bye' ? (messages.final(message) ?? messages.unreadableTo(message)) : undefined;
  if (answer !== undefined) return { t: answer.t, crossing: CROSSING.answered };
  // A pool that was not told, because our own network lost the BYE, is never late.
  return { t: crossings.outside(message), crossing: CROSSING.unanswered };
}

/** A pool that was away may let go of its calls as soon as it is back. */
function backSince({ run, phases }: Facts, bye: Seen): number {
  const before = phases.faults.filter(({ pool, n }) => n < bye.n && addressOf(run, pool) === bye.remote);
  const last = before.at(-1);
  // It is back before that is proven: what it says meanwhile is its first word.
  if (last?.effect === 'returns' && last.state === 'intended') return bye.t;
  return before.findLast(({ state }) => state === 'healed')?.t ?? Number.NEGATIVE_INFINITY;
}

/** A BYE in a dialog of which nothing else was ever seen: its tags are wrong, or it is meant for another phone. */
export function noByeWithoutDialog({ facts }: Excerpt): Finding {
  const found = facts.messages.all.find(
    (seen) =>
      isRequest(seen) &&
      seen.method === 'BYE' &&
      seen.direction === 'in' &&
      isFromCandidate(facts, seen.remote) &&
      !isKnownDialog(facts, seen),
  );
  if (found === undefined) return pass('nothing-wrong', {});
  return fail('bye-without-dialog', { party: found.tap, from: found.remote }, { evidence: [found.n] });
}

/** Something else passed with the same Call-ID and tags, such as an answer that made a dialog, if only an early one. */
function isKnownDialog({ messages }: Facts, bye: Seen): boolean {
  const tags = new Set([bye.fromTag, bye.toTag]);
  return messages.of(bye.tap, bye.callId).some((seen) => {
    if (seen.method === 'BYE' || seen.n > bye.n) return false;
    // The answer to an INVITE of this phone may have got lost on the way to it.
    if (seen.method === 'INVITE' && seen.direction === 'out' && seen.toTag === undefined)
      return seen.fromTag === bye.toTag && messages.final(seen) === undefined;
    return tags.has(seen.fromTag) && tags.has(seen.toTag);
  });
}
