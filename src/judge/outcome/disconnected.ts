import type { SipRequest } from '../../sip/message/message.ts';
import type { Party } from '../../suite/cell.ts';
import { wasUnreachable } from '../evidence/actions.ts';
import { type Facts, legOf } from '../facts.ts';
import { fail, type Finding, inconclusive, missing } from '../finding.ts';
import { WORDS } from '../sentences/field-words.ts';
import { say } from '../sentences/sentences.ts';
import type { Span } from '../evidence/hearing.ts';
import type { Leg } from '../evidence/legs.ts';
import { isEndedByRefresh, isRefresh } from '../evidence/refreshes.ts';
import { isSuccess, type Seen, statusLine } from '../evidence/seen-messages.ts';
import { inBound, tookBetween, neverReceived } from '../excuse/network-cost.ts';
import type { Moment } from '../evidence/phases.ts';
import { howEnded } from './connected.ts';
import type { Excerpt } from '../excerpt.ts';
import { overdue } from './lack.ts';
import { tooBriefly } from './watched.ts';

/** A voice has stopped when it was not heard for this long, in ms; phones wait for 120. */
const SILENCE = 100;

interface End {
  readonly t: number;
  readonly words: string;
  readonly evidence: readonly number[];
}

/**
 * The party's leg ended within `bounds.disconnect` of the outage, or of the change after it that took its pool away: by a BYE, or because the pool's media stopped and a
 * re-INVITE in the dialog got a failure that ends it, a transport failure, or no answer.
 */
export function isDisconnected(excerpt: Excerpt, call: string, party: Party): Finding {
  const { facts, range } = excerpt;
  const leg = legOf(facts, party, call, range.to);
  if (leg === undefined) return inconclusive('never-in-call', { party, call });
  const since = facts.phases.endsSince(leg.accept.n, range.from);
  const end = byBye(facts, leg) ?? byTimer(excerpt, leg) ?? bySilence(excerpt, leg, since);
  if (end === undefined) return stillThere(excerpt, leg, call, since);
  if ('verdict' in end) return end;
  const took = tookBetween(facts, since, { n: 0, t: Math.max(since.t, end.t) });
  const bound = facts.candidate.bounds.disconnect;
  const over = { party, call, took: took.own, since: since.what, end: end.words };
  return inBound(took, bound, 'disconnectedAfterMs', {
    late: say('disconnected-late', { ...over, bound }),
    good: say('disconnected', over),
    evidence: [leg.accept.n, ...end.evidence],
  });
}

/** A BYE that the phone itself sends because of a probe is no evidence. */
function byBye({ crossings }: Facts, { ended }: Leg): End | undefined {
  if (ended?.how !== 'remote-bye') return undefined;
  return { t: crossings.outside(ended), words: WORDS.byeFrom(ended.message.remote), evidence: [ended.n] };
}

/** The phone has noticed by itself that nobody keeps its session up, as a phone without a harness does. */
function byTimer({ facts }: Excerpt, leg: Leg): End | Finding | undefined {
  const { ended } = leg;
  if (ended === undefined || (ended.expired === undefined && !isEndedByRefresh(facts, ended))) return undefined;
  const words = howEnded(leg);
  const last = facts.hearing.onLeg(leg.tap, leg.callId).at(-1);
  if (last?.toN !== undefined && endedHeard(facts, last)) {
    const seen = { party: leg.tap, voice: last.voice, probe: words };
    return fail('heard-until-given-up', seen, { evidence: [last.toN, ended.n] });
  }
  return { t: ended.t, words, evidence: [ended.n] };
}

/** From the later of the two moments on, media stopped and probe failed, the leg is dead. */
function bySilence(excerpt: Excerpt, leg: Leg, since: Moment): End | Finding | undefined {
  const { facts } = excerpt;
  const probe = lastProbe(excerpt, leg);
  if (probe === undefined) return undefined;
  const failed = probeFailed(excerpt, probe, leg);
  if (failed === undefined || 'verdict' in failed) return failed;
  const heard = facts.hearing.onLeg(leg.tap, leg.callId);
  const ongoing = heard.find((span) => span.toN === undefined);
  if (ongoing !== undefined) {
    const seen = { party: leg.tap, voice: ongoing.voice, probe: failed.words };
    return fail('heard-after-failed-probe', seen, { evidence: [ongoing.fromN, ...failed.evidence] });
  }
  const last = heard.at(-1);
  if (last?.to === undefined || last.toN === undefined) return failed;
  if (endedHeard(facts, last)) {
    const seen = { party: leg.tap, voice: last.voice, probe: failed.words };
    return fail('heard-until-given-up', seen, { evidence: [last.toN, ...failed.evidence] });
  }
  const evidence = [last.toN, ...failed.evidence];
  const after = last.to - since.t;
  // A voice lasts until its next frame is missed: one that went with the pool was last heard a moment before.
  const stopped = WORDS.mediaStopped(after > -SILENCE ? Math.max(0, after) : after, since.what);
  if (after <= facts.candidate.bounds.disconnect && askedLate(excerpt, since)) {
    return inconclusive('probed-too-late', { party: leg.tap, stopped }, { evidence });
  }
  return { t: Math.max(last.to, failed.t), words: WORDS.both(stopped, failed.words), evidence };
}

/** The check began when the time that the candidate has was already over. */
function askedLate({ facts, range }: Excerpt, since: Moment): boolean {
  const begun = facts.events.find(({ n }) => n === range.from);
  return begun !== undefined && begun.t - since.t > facts.candidate.bounds.disconnect;
}

/** A voice that was heard to the end of a leg did not stop: its listener is gone. */
function endedHeard({ events }: Facts, { toN, to }: Span): boolean {
  const stop = events.find(({ n }) => n === toN);
  return stop !== undefined && to !== undefined && stop.t - to < SILENCE;
}

/** The last re-INVITE of the leg in the excerpt; what came after the excerpt is not in its facts. */
function lastProbe({ facts, range }: Excerpt, leg: Leg): Seen<SipRequest> | undefined {
  return probesOf(facts, leg, range.from).at(-1);
}

function probesOf(facts: Facts, { tap, callId }: Leg, from: number): ReadonlyArray<Seen<SipRequest>> {
  const all = facts.messages.requests(tap, callId, 'INVITE', 'out');
  return all.filter((seen) => seen.toTag !== undefined && seen.n >= from && !isRefresh(facts, seen));
}

function probeFailed({ facts, actions }: Excerpt, probe: Seen, leg: Leg): End | Finding | undefined {
  const final = facts.messages.final(probe);
  if (final !== undefined) {
    if (leg.ended?.how !== 'error' || leg.ended.message.n !== final.n) return undefined;
    return {
      t: facts.crossings.outside(final),
      words: WORDS.reinviteAnswered(statusLine(final)),
      evidence: [probe.n, final.n],
    };
  }
  const unreadable = facts.messages.unreadableTo(probe);
  if (unreadable !== undefined) {
    const answered = { deed: WORDS.reinviteOf(leg.tap), why: unreadable.reason };
    return inconclusive('answer-unreadable', answered, { evidence: [probe.n, unreadable.n] });
  }
  // Silence counts only when it was waited for.
  const action = actions.find(({ verb, range }) => verb === 'probe' && probe.n >= range.from && probe.n <= range.to);
  if (action?.ended === undefined) return undefined;
  const unproven = neverReceived(facts, probe, action.ended.t, facts.candidate.bounds.probe);
  if (unproven !== undefined) return unproven;
  // An answer that could not be delivered is known at once.
  const needed = wasUnreachable(action) ? 0 : facts.candidate.bounds.probe;
  const brief = tooBriefly(probe, action.ended, needed);
  if (brief !== undefined) {
    const awaited = { deed: WORDS.reinviteOf(leg.tap), ...brief };
    return inconclusive('answer-awaited-too-briefly', awaited, { evidence: [probe.n] });
  }
  const words = wasUnreachable(action) ? WORDS.reinviteUndelivered : WORDS.reinviteUnanswered;
  // One that crossed another (491) was asked again after a while of our own choosing (RFC 3261 14.1).
  const first = probesOf(facts, leg, action.range.from)[0] ?? probe;
  return { t: first.t, words, evidence: [probe.n] };
}

function stillThere(excerpt: Excerpt, leg: Leg, call: string, since: Moment): Finding {
  const { facts } = excerpt;
  const probe = lastProbe(excerpt, leg);
  const final = probe === undefined ? undefined : facts.messages.final(probe);
  const heard = facts.hearing.onLeg(leg.tap, leg.callId).find((span) => span.toN === undefined);
  const remains = [
    ...(final !== undefined && isSuccess(final) ? [WORDS.reinviteAnswered(statusLine(final))] : []),
    ...(heard === undefined ? [] : [WORDS.stillHeard(heard.voice)]),
  ];
  const lackMs = overdue(facts, since.t, facts.candidate.bounds.disconnect);
  if (remains.length === 0) return missing('end-not-seen', { party: leg.tap, call }, [leg.accept.n], lackMs);
  // That a voice is heard no more is known only 120 ms later, by a harness that is in time.
  const timed = heard !== undefined && remains.length === 1;
  const signs = remains.join(' and ');
  const extra = timed ? { timed, lackMs } : {};
  return fail('still-in-call', { party: leg.tap, call, signs }, { evidence: [leg.accept.n], ...extra });
}
