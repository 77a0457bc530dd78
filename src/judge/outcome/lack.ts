import type { VoiceName } from '../../history/event.ts';
import type { Leg } from '../evidence/legs.ts';
import { isAbsent, type Reply } from '../evidence/observed-reply.ts';
import type { Excerpt } from '../excerpt.ts';
import type { Facts } from '../facts.ts';

/**
 * By how many ms a voice is missing on a leg for longer than it may be: `bounds.gap` since it was heard last, or
 * `bounds.setup` since the moment `since`, in ms, where it was never heard.
 */
export function lackOf({ facts }: Excerpt, { tap, callId }: Leg, voices: readonly VoiceName[], since: number): number {
  const { gap, setup } = facts.candidate.bounds;
  const end = facts.events.at(-1);
  if (end === undefined) return 0;
  const silences = voices.flatMap((voice) => facts.hearing.silence({ tap, leg: callId, voice }, end) ?? []);
  const lack = silences.length === 0 ? end.t - since - setup : Math.min(...silences) - gap;
  return Math.max(0, lack);
}

/**
 * By how many ms something is overdue that was to come, or to end, within `bound` ms of the moment `since`: counted to the
 * last event that was seen. An excuse must be as long.
 */
export function overdue({ events }: Facts, since: number, bound: number): number {
  return Math.max(0, (events.at(-1)?.t ?? since) - since - bound);
}

/** The kind of a failure that rests on a reply: one that is absent may have been missed by a late harness. */
export function absence(
  facts: Facts,
  reply: Reply,
  sent: { readonly t: number },
  bound: number,
): { readonly timed: boolean; readonly lackMs?: number } {
  return isAbsent(reply) ? { timed: true, lackMs: overdue(facts, sent.t, bound) } : { timed: false };
}
