/** A voice that pauses at the moment of judging: too short a silence proves nothing, neither that it is there nor that it is gone. */
import type { VoiceName } from '../../history/event.ts';
import { type Finding, figure, inconclusive } from '../finding.ts';
import type { Said } from '../sentences/phrases.ts';
import type { Leg } from '../evidence/legs.ts';
import type { Excerpt } from '../excerpt.ts';

/** Audio may be away for `bounds.gap`: until then a voice that was heard on a leg is not missing. Undefined where it is. */
export function pausing(excerpt: Excerpt, leg: Leg, voice: VoiceName, missing: Said): Finding | undefined {
  const { hearing, events, candidate } = excerpt.facts;
  const end = events.findLast(({ n }) => n <= excerpt.range.to);
  const silence = end && hearing.silence({ tap: leg.tap, leg: leg.callId, voice }, end);
  const { gap } = candidate.bounds;
  if (silence === undefined || silence > gap) return undefined;
  const stopped = hearing.stop(leg.tap, leg.callId, { from: leg.accept.n, to: excerpt.range.to }, voice);
  const figures = { silenceMs: figure(silence) };
  const evidence = [leg.accept.n, ...(stopped?.toN === undefined ? [] : [stopped.toN])];
  return inconclusive(
    'silence-too-short',
    { because: missing, silence: figure(silence), bound: gap },
    { figures, evidence },
  );
}
