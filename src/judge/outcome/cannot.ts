/** `cannot:` for everything but parking: a final failure in time, and the call as it was. */
import type { Trial } from '../../suite/cell.ts';
import type { VoiceName } from '../../history/event.ts';
import { type Facts, legOf } from '../facts.ts';
import { howEnded, stillConnected } from './connected.ts';
import { allOf, fail, type Finding, pass, retold } from '../finding.ts';
import { reinvite } from './held.ts';
import { isLive } from '../evidence/legs.ts';
import { isMusic } from '../evidence/heard-music.ts';
import { parkRefused } from './park-refused.ts';
import { name, refused } from './refusal.ts';
import { registrations } from './registered.ts';
import { replyTo, type Reply } from '../evidence/observed-reply.ts';
import { referralReply } from '../evidence/refer-progress.ts';
import { retrievalReply } from './retrieved.ts';
import { callReply, deedIn, type Excerpt, type Sent } from '../excerpt.ts';
import { unlessSilentBefore } from './silent-before.ts';
import { parkeeOf } from '../../suite/call-state.ts';
import type { PlannedCall } from '../../suite/planned-steps.ts';
import { referralIn } from './transferred.ts';
import { WORDS } from '../sentences/field-words.ts';
import { watchedAfterRefusal } from './refusal-watched.ts';

export function cannot(excerpt: Excerpt, deed: Trial, before: PlannedCall | undefined): Finding {
  if (deed.verb === 'park') return parkRefused(excerpt, deed, before);
  const { sent, reply } = attempt(excerpt, deed);
  if (deed.verb === 'retrieve') return retrievalRefused(excerpt, deed, reply, sent, before);
  const bound = excerpt.facts.candidate.bounds.setup;
  const answer = refused(excerpt, { what: name(deed), reply, sent, bound });
  if (before === undefined || before.state === 'over' || deed.verb === 'call' || deed.verb === 'register')
    return answer;
  const watched = watchedAfterRefusal(excerpt, deed.call, reply);
  const all = allOf(answer, intact(excerpt, deed, sent, before), watched);
  if (all.verdict !== 'pass') return all;
  return retold(all, 'refused-and-call-unchanged', { call: deed.call, because: answer });
}

/** Many servers answer a retrieval that fails with an announcement: the voices that are heard count. */
function retrievalRefused(
  excerpt: Excerpt,
  deed: Extract<Trial, { verb: 'retrieve' }>,
  reply: Reply,
  sent: Sent,
  before: PlannedCall | undefined,
): Finding {
  const { facts, range } = excerpt;
  const bound = facts.candidate.bounds.setup;
  const voices = facts.hearing.voices(deed.by, range);
  const answer =
    reply.kind === 'accepted' && voices.every((voice) => isNobody(facts, voice))
      ? pass('retrieval-reached-no-party', { deed: name(deed), answer: reply.words }, { evidence: [reply.n] })
      : refused(excerpt, { what: name(deed), reply, sent, bound });
  const musicHeard = facts.hearing.heard(deed.by, range).filter(({ voice }) => isMusic(voice));
  if (musicHeard.length > 0 && facts.candidate.dialect.empty !== 'parks') {
    const parked = { party: deed.by, call: deed.call, heard: voices.join(' and ') };
    return fail('parked-instead-of-refused', parked, { evidence: musicHeard.map(({ fromN }) => fromN) });
  }
  const parkee = parkeeOf(before);
  const leg = parkee === undefined ? undefined : legOf(facts, parkee, deed.call, range.to);
  const watch = watchedAfterRefusal(excerpt, deed.call, reply);
  const watched = answer.verdict === 'pass' && watch.verdict !== 'pass' ? watch : answer;
  if (answer.verdict !== 'pass' || leg === undefined || isLive(leg, range.to) || leg.ended === undefined)
    return watched;
  if (leg.ended.n < range.from) return watched;
  const dropped = { deed: name(deed), party: leg.tap, end: howEnded(leg) };
  return fail('parkee-dropped-by-refusal', dropped, { evidence: [leg.ended.n] });
}

/** A retriever at an empty orbit may be played an announcement, or be parked itself where the dialect says so. */
function isNobody({ candidate }: Facts, voice: VoiceName): boolean {
  return voice === 'other' || (isMusic(voice) && candidate.dialect.empty === 'parks');
}

function intact(excerpt: Excerpt, deed: Trial, sent: Sent, before: PlannedCall): Finding {
  const since = { n: excerpt.range.from, t: sent.t, what: WORDS.attempt };
  if (before.state !== 'connected' || !('call' in deed)) return pass('nothing-wrong', {});
  const after = stillConnected(excerpt, deed.call, before.pair, since);
  return unlessSilentBefore(excerpt, deed.call, before.pair, since.n, after);
}

function attempt(excerpt: Excerpt, deed: Exclude<Trial, { verb: 'park' }>): { sent: Sent; reply: Reply } {
  const start = { n: excerpt.range.from, t: excerpt.t };
  const action = deedIn(excerpt, deed.verb, deed.by);
  switch (deed.verb) {
    case 'call':
      return callReply(excerpt, deed.by);
    case 'retrieve':
      return retrievalReply(excerpt, deed.by);
    case 'transfer': {
      const referral = referralIn(excerpt, deed);
      return { sent: referral.refer ?? start, reply: referralReply(referral, action) };
    }
    case 'hold':
    case 'resume': {
      const leg = legOf(excerpt.facts, deed.by, deed.call, excerpt.range.to);
      const tried = leg === undefined ? undefined : reinvite(excerpt, leg, deed.verb, excerpt.range);
      return { sent: tried?.request ?? start, reply: replyTo(excerpt.facts.messages, tried?.request, action) };
    }
    case 'register': {
      const tried = registrations(excerpt, deed.by).at(-1);
      return { sent: tried?.request ?? start, reply: replyTo(excerpt.facts.messages, tried?.request, action) };
    }
    case 'hangup': {
      const leg = legOf(excerpt.facts, deed.by, deed.call, excerpt.range.to);
      const bye =
        leg === undefined ? undefined : excerpt.facts.messages.requests(deed.by, leg.callId, 'BYE', 'out').at(-1);
      return { sent: bye ?? start, reply: replyTo(excerpt.facts.messages, bye, action) };
    }
  }
}
