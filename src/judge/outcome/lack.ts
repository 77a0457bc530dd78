import type { VoiceName } from '../../history/event.ts';
import type { Leg } from '../evidence/legs.ts';
import type { Excerpt } from '../excerpt.ts';

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
