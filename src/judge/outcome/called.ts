import type { Deed } from '../../suite/cell.ts';
import { legOf } from '../facts.ts';
import { mutual } from './connected.ts';
import { allOf, fail, type Finding, inconclusive, missing } from '../finding.ts';
import { say } from '../sentences/sentences.ts';
import { isLive, type Leg } from '../evidence/legs.ts';
import { inBound, tookBetween } from '../excuse/network-cost.ts';
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
  const fresh = caller !== undefined && caller.invite.n >= range.from;
  if (!fresh || !isLive(caller, range.to)) {
    const { reply, sent } = callReply(excerpt, deed.by);
    if (reply.kind === 'not-sent') return inconclusive('not-tried', { deed: what, why: reply.words });
    const { setup } = facts.candidate.bounds;
    const extra = { evidence: [reply.n], ...absence(facts, reply, sent, setup) };
    return fail('call-not-answered', { deed: what, reply: describeReply(reply) }, extra);
  }
  if (callee === undefined || !isLive(callee, range.to)) {
    const answer = { deed: what, status: statusLine(caller.accept), callee: deed.to };
    return fail('call-answered-elsewhere', answer, { evidence: [caller.accept.n] });
  }
  return allOf(mutual(excerpt, deed.call, caller, callee), inTime(excerpt, caller, callee, 'setupMs', what));
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
