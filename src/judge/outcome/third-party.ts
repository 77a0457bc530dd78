/** A party that is heard in a call which it has left. */
import { fail, type Finding } from '../finding.ts';
import { legsIn } from '../evidence/ownership.ts';
import type { Leg } from '../evidence/legs.ts';
import type { Excerpt } from '../excerpt.ts';

/** A voice that is heard for longer than this after its party has left, or was parked away from it, is none that just fades, in ms. */
export const FADING = 100;

/** Two parties that talk hear nobody else that was in the call: neither its parker, nor who has transferred it. */
export function thirdIn({ facts, lastLook }: Excerpt, call: string, pair: readonly [Leg, Leg]): Finding | undefined {
  if (lastLook === undefined) return undefined;
  const members = [...facts.members.of(call, lastLook.to)];
  const others = members.filter((party) => pair.every(({ tap }) => tap !== party));
  for (const { tap, callId } of pair) {
    for (const party of others) {
      const heard = facts.hearing.sample({ tap, leg: callId, voice: party }, lastLook);
      if (heard === undefined || heard.t - heard.at > FADING) continue;
      const left = legsIn(facts.owners, party, call).at(-1)?.ended?.t;
      const overMs = left === undefined ? undefined : heard.at - left - FADING;
      if (overMs !== undefined && overMs <= 0) continue;
      const extra = { evidence: [heard.n], ...(overMs === undefined ? {} : { timed: true, overMs }) };
      return fail('third-party-heard', { listener: tap, speaker: party, call }, extra);
    }
  }
  return undefined;
}
