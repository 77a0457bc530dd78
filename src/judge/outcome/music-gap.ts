/** Parked is a state, not a moment: the music of a parked call goes on, from when it began to the end of the check. */
import type { VoiceName } from '../../history/event.ts';
import { POOLS } from '../../suite/cell.ts';
import { music } from '../evidence/heard-music.ts';
import type { Span } from '../evidence/hearing.ts';
import type { Leg } from '../evidence/legs.ts';
import type { Excerpt } from '../excerpt.ts';
import { burstOf } from '../excuse/network-cost.ts';
import { fail, type Finding, figure, inconclusive, pass } from '../finding.ts';
import { WORDS } from '../sentences/field-words.ts';

interface Gap {
  readonly ms: number;
  /** The stop and the start around it. */
  readonly evidence: readonly number[];
}

/**
 * Judges the gaps between two times of music since the phase was entered, or since the call was parked in it. A sound that
 * is no declared tone may be a piece of music with rests: its gaps prove nothing.
 */
export function musicGoesOn(excerpt: Excerpt, call: string, leg: Leg, begun: number): Finding {
  const { facts, range } = excerpt;
  const since = facts.phases.lastChange(range.from);
  const voices = music(facts.candidate);
  const spans = facts.hearing
    .onLeg(leg.tap, leg.callId)
    .filter(({ voice, toN }) => voices.includes(voice) && (toN === undefined || toN >= begun));
  if (spans.length === 0 || spans.some(({ voice }) => !isTone(excerpt, voice))) return pass('nothing-wrong', {});
  const { ms, evidence } = longestGap(spans, since.t);
  const gap = figure(ms);
  const figures = { musicGapMs: gap };
  const bound = facts.candidate.bounds.gap;
  if (gap <= bound) return pass('nothing-wrong', {}, { figures });
  const burst = burstOf(facts, [leg.tap], since.n, range.to);
  if (gap - burst <= bound) {
    const paused = { listener: leg.tap, speaker: WORDS.itsMusic, call, gap, network: burst };
    return inconclusive('gap-by-network', paused, { figures, evidence });
  }
  const seen = { party: leg.tap, call, gap, bound };
  return fail('music-gap-too-long', seen, { figures, evidence, timed: true, overMs: gap - bound });
}

function isTone({ facts }: Excerpt, voice: VoiceName): boolean {
  return POOLS.some((pool) => {
    const known = facts.candidate.settings[pool].musicOnHold;
    return voice === `music:${pool}` && typeof known === 'number';
  });
}

/** Counted as far as it lies after a moment; one that is still open belongs to the end of the check. */
function longestGap(spans: readonly Span[], since: number): Gap {
  let longest: Gap = { ms: 0, evidence: [] };
  let last: Span | undefined;
  for (const span of spans) {
    if (last?.to !== undefined && span.from - Math.max(last.to, since) > longest.ms) {
      const evidence = [...(last.toN === undefined ? [] : [last.toN]), span.fromN];
      longest = { ms: span.from - Math.max(last.to, since), evidence };
    }
    if (last === undefined || span.to === undefined || span.to > (last.to ?? Number.POSITIVE_INFINITY)) last = span;
  }
  return longest;
}
