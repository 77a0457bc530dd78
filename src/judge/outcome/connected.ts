import type { Party } from '../../suite/cell.ts';
import { legOf } from '../facts.ts';
import { fail, type Finding, figure, inconclusive, missing, pass } from '../finding.ts';
import { spokenTimes } from '../evidence/held-times.ts';
import { isLive, type Leg } from '../evidence/legs.ts';
import { isResponse, statusLine } from '../evidence/seen-messages.ts';
import type { SessionInterval } from '../evidence/session-interval.ts';
import { burstOf } from '../excuse/network-cost.ts';
import { lackOf } from './lack.ts';
import { pausing } from './paused-voice.ts';
import type { Moment } from '../evidence/phases.ts';
import { heardOn, hears, type Excerpt } from '../excerpt.ts';
import { WORDS } from '../sentences/field-words.ts';
import { thirdIn } from './third-party.ts';

type Pair = readonly [Party, Party];

/**
 * Neither leg ended, both hear each other now, and no gap since the last change of phase was longer than the bound. A time
 * on hold is no gap.
 */
export function connected(excerpt: Excerpt, call: string, pair: Pair): Finding {
  return stillConnected(excerpt, call, pair, excerpt.facts.phases.lastChange(excerpt.range.from));
}

export function stillConnected(excerpt: Excerpt, call: string, pair: Pair, since: Moment): Finding {
  const legs = bothUp(excerpt, call, pair, since);
  if ('verdict' in legs) return legs;
  const [first, second] = legs;
  const talk = mutual(excerpt, call, first, second);
  if (talk.verdict !== 'pass') return talk;
  const { facts, range } = excerpt;
  const gaps = [gapAt(first, second.tap), gapAt(second, first.tap)];
  const gapMs = figure(Math.max(...gaps));
  const figures = { gapMs };
  const evidence = [first.accept.n, second.accept.n, ...talk.evidence];
  const bound = facts.candidate.bounds.gap;
  if (gapMs > bound) {
    const [listener, speaker] = (gaps[0] ?? 0) >= (gaps[1] ?? 0) ? [first.tap, second.tap] : [second.tap, first.tap];
    const gap = { listener, speaker, call, gap: gapMs };
    const burst = burstOf(facts, pair, since.n, range.to);
    if (gapMs - burst <= bound) {
      return inconclusive('gap-by-network', { ...gap, network: burst }, { figures, evidence });
    }
    const extra = { figures, evidence, timed: true, overMs: gapMs - bound };
    return fail('gap-too-long', { ...gap, since: since.what, bound }, extra);
  }
  const seen = { party: pair[0], other: pair[1], call, gap: gapMs, since: since.what };
  return pass('connected', seen, { figures, evidence });

  function gapAt(leg: Leg, voice: Party): number {
    const listener = { tap: leg.tap, leg: leg.callId, voice };
    const times = spokenTimes(facts.actions, call, { since, to: range.to, dialect: facts.candidate.dialect });
    return Math.max(0, ...times.map(({ from, to }) => facts.hearing.gap(listener, from, to)));
  }
}

/** The legs of both parties, or what became of one of them. */
export function bothUp(excerpt: Excerpt, call: string, pair: Pair, since: Moment): readonly [Leg, Leg] | Finding {
  const { facts, range } = excerpt;
  const [first, second] = pair.map((party) => legOf(facts, party, call, range.to));
  if (first === undefined || second === undefined) {
    return fail('not-in-call', { party: first === undefined ? pair[0] : pair[1], call });
  }
  const [over] = [first, second]
    .filter((leg) => !isLive(leg, range.to))
    .toSorted((a, b) => (a.ended?.n ?? 0) - (b.ended?.n ?? 0));
  if (over?.ended === undefined) return [first, second];
  const after = figure(over.ended.t - since.t);
  const lost = { party: over.tap, call, end: howEnded(over), after, since: since.what };
  return fail('call-lost', lost, { evidence: [over.ended.n] });
}

export function howEnded(leg: Leg): string {
  const { ended } = leg;
  if (ended === undefined) return WORDS.legUp;
  switch (ended.how) {
    case 'remote-bye':
      return WORDS.endedByBye(ended.message.remote);
    case 'local-bye':
      return ended.expired === undefined ? WORDS.endedByPhone : howExpired(ended.expired);
    case 'error':
      return WORDS.endedByAnswer(isResponse(ended.message) ? statusLine(ended.message) : '');
  }
}

/** A phone hangs up when the session that was agreed on was not refreshed (RFC 4028 10). */
function howExpired({ seconds, refresher, agreed }: SessionInterval): string {
  return refresher === 'there'
    ? WORDS.sessionNotRefreshed(seconds, agreed.remote)
    : WORDS.sessionNotRefreshable(seconds, agreed.remote);
}

/** A voice counts as gone after about this long without a frame, in ms. */
const GONE = 100;

/** Two legs hear each other's party. */
export function mutual(excerpt: Excerpt, call: string, first: Leg, second: Leg): Finding {
  const evidence: number[] = [];
  for (const [listener, speaker] of [
    [first, second],
    [second, first],
  ] as const) {
    const proof = hears(excerpt, listener, speaker.tap);
    if (proof === undefined) {
      const heard = heardOn(excerpt, listener, speaker.tap);
      const seen = { listener: listener.tap, speaker: speaker.tap, call, heard };
      const since = excerpt.facts.phases.lastChange(excerpt.range.from).n;
      const burst = burstOf(excerpt.facts, [listener.tap, speaker.tap], since, excerpt.range.to);
      if (burst >= GONE) return inconclusive('not-heard-by-network', { ...seen, network: burst });
      const lack = lackOf(excerpt, listener, [speaker.tap], Math.max(listener.accept.t, speaker.accept.t));
      const gone = missing('not-heard', seen, [listener.accept.n, ...evidence], lack);
      return pausing(excerpt, listener, speaker.tap, gone) ?? gone;
    }
    evidence.push(proof);
  }
  const both = pass('heard-each-other', { party: first.tap, other: second.tap, call }, { evidence });
  return thirdIn(excerpt, call, [first, second]) ?? both;
}
