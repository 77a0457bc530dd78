import type { Deed } from '../../suite/cell.ts';
import { legOf } from '../facts.ts';
import { bothUp, mutual } from './connected.ts';
import { allOf, fail, type Finding, inconclusive, missing } from '../finding.ts';
import { say } from '../sentences/sentences.ts';
import type { Leg } from '../evidence/legs.ts';
import { beyondBound, inBound, tookBetween } from '../excuse/network-cost.ts';
import { name } from './refusal.ts';
import { describeReply } from '../evidence/observed-reply.ts';
import { absence, overdue } from './lack.ts';
import { callReply, type Excerpt } from '../excerpt.ts';
import { statusLine } from '../evidence/seen-messages.ts';
import { WORDS } from '../sentences/field-words.ts';

/** The callee answered and both hear each other, within `bounds.setup` of the INVITE. */
export function called(excerpt: Excerpt, deed: Extract<Deed, { verb: 'call' }>): Finding {
  const { facts, range } = excerpt;
  const [caller, callee] = [deed.by, deed.to].map((party) => legOf(facts, party, deed.call, range.to));
  const what = WORDS.withCall(name(deed), deed.call);
  if (caller === undefined || caller.invite.n < range.from) {
    const { reply, sent } = callReply(excerpt, deed.by);
    if (reply.kind === 'not-sent') return inconclusive('not-tried', { deed: what, why: reply.words });
    const { setup } = facts.candidate.bounds;
    const extra = { evidence: [reply.n], ...absence(facts, reply, sent, setup) };
    return fail('call-not-answered', { deed: what, reply: describeReply(reply) }, extra);
  }
  const givenUp = givenUpBy(excerpt, caller, what);
  if (givenUp !== undefined) return givenUp;
  if (callee === undefined || callee.accept.n < range.from) {
    const answer = { deed: what, status: statusLine(caller.accept), callee: deed.to };
    return fail('call-answered-elsewhere', answer, { evidence: [caller.accept.n] });
  }
  const legs = bothUp(excerpt, deed.call, [deed.by, deed.to], facts.phases.lastChange(range.from));
  if ('verdict' in legs) return legs;
  return allOf(mutual(excerpt, deed.call, caller, callee), inTime(excerpt, caller, callee, 'setupMs', what));
}

/** A caller whose phone has stopped waiting takes the answer that comes after that, and hangs up (RFC 3261 9.1). */
function givenUpBy({ facts, range }: Excerpt, { invite, accept, ended }: Leg, deed: string): Finding | undefined {
  if (ended === undefined || ended.n > range.to || ended.how !== 'local-bye' || ended.expired !== undefined)
    return undefined;
  const took = tookBetween(facts, invite, accept);
  const bound = facts.candidate.bounds.setup;
  const evidence = [accept.n, ended.n];
  if (took.own <= bound) return inconclusive('call-given-up', { deed, took: took.own, bound }, { evidence });
  const late = say('call-answered-late', { deed, took: took.own, bound });
  return beyondBound(took, bound, 'answerMs', { late, evidence });
}

/** Both legs heard each other within `bounds.setup` of the INVITE that joined them; `deed` names what joined them. */
export function inTime(excerpt: Excerpt, caller: Leg, callee: Leg, measure: string, deed: string): Finding {
  const { hearing, candidate } = excerpt.facts;
  const range = { from: caller.invite.n, to: excerpt.range.to };
  const heard = [
    hearing.first({ tap: caller.tap, leg: caller.callId, voice: callee.tap }, range),
    hearing.first({ tap: callee.tap, leg: callee.callId, voice: caller.tap }, range),
  ];
  const evidence = [caller.accept.n, callee.accept.n];
  const at = Math.max(...heard.map((span) => span?.from ?? Number.POSITIVE_INFINITY));
  if (at === Number.POSITIVE_INFINITY) {
    const lack = overdue(excerpt.facts, caller.invite.t, candidate.bounds.setup);
    return missing('joined-without-audio', { deed }, evidence, lack);
  }
  const took = tookBetween(excerpt.facts, caller.invite, { n: 0, t: at });
  const { setup } = candidate.bounds;
  return inBound(took, setup, measure, {
    late: say('audio-late', { deed, took: took.own, bound: setup }),
    good: say('audio-in-time', { deed, took: took.own }),
    evidence,
  });
}
