import type { SipRequest, SipResponse } from '../../sip/message/message.ts';
import { holdersOf } from '../../suite/call-state.ts';
import type { Deed, Party } from '../../suite/cell.ts';
import type { PlannedCall } from '../../suite/planned-steps.ts';
import { legOf } from '../facts.ts';
import { bothUp, mutual } from './connected.ts';
import { allOf, fail, type Finding, figure, inconclusive, missing, pass, retold } from '../finding.ts';
import type { Range } from '../evidence/hearing.ts';
import { offersHold } from '../evidence/hold-offers.ts';
import type { Leg } from '../evidence/legs.ts';
import { describeReply, replyTo } from '../evidence/observed-reply.ts';
import { isRefresh } from '../evidence/refreshes.ts';
import { isSuccess, type Seen } from '../evidence/seen-messages.ts';
import { deedIn, hears, type Excerpt } from '../excerpt.ts';
import { overdue } from './lack.ts';
import { unlessSilentBefore } from './silent-before.ts';

interface Reinvite {
  readonly request: Seen<SipRequest>;
  readonly final: Seen<SipResponse> | undefined;
}

/** `is: held`: the holder's re-INVITE was accepted and neither side hears the other any more; both legs are up. */
export function isHeld(excerpt: Excerpt, call: string, holder: Party, [one, two]: readonly [Party, Party]): Finding {
  const held = holder === one ? two : one;
  const legs = bothUp(excerpt, call, [holder, held], excerpt.facts.phases.lastChange(excerpt.range.from));
  if ('verdict' in legs) return legs;
  const [mine, theirs] = legs;
  const range = { from: mine.accept.n, to: excerpt.range.to };
  const accepted = reinvited(excerpt, mine, 'hold', range);
  if (accepted.verdict !== 'pass') return accepted;
  const { hearing } = excerpt.facts;
  const look = excerpt.lastLook ?? excerpt.range;
  for (const [listener, voice] of [
    [theirs, holder],
    [mine, held],
  ] as const) {
    if (!hearing.voices(listener.tap, look, listener.callId).includes(voice)) continue;
    const proof = hears(excerpt, listener, voice);
    const heard = { listener: listener.tap, speaker: voice, call };
    const lack = wentOn(excerpt, mine, range, excerpt.facts.events.at(-1));
    return missing('heard-on-hold', heard, proof === undefined ? [] : [proof], lack);
  }
  const legProof = pass('nothing-wrong', {}, { evidence: [mine.accept.n, theirs.accept.n] });
  return retold(allOf(legProof, accepted), 'held', { by: holder, call });
}

/** `can: hold`: put on hold and taken back, each with the change that it must make in the voices that are heard. */
export function holds(excerpt: Excerpt, deed: Extract<Deed, { verb: 'hold' }>, held: Party): Finding {
  const { facts, range } = excerpt;
  const { by, call } = deed;
  const legs = bothUp(excerpt, call, [by, held], facts.phases.lastChange(range.from));
  if ('verdict' in legs) return legs;
  const [mine, theirs] = legs;
  const resume = deedIn(excerpt, 'resume', by);
  const holding = { from: range.from, to: resume === undefined ? range.to : resume.asked.n - 1 };
  const accepted = reinvited(excerpt, mine, 'hold', holding);
  if (accepted.verdict !== 'pass') return accepted;
  const lack = wentOn(excerpt, mine, holding, resume?.asked ?? facts.events.at(-1));
  const silent = allOf(
    fallsSilent(excerpt, theirs, by, holding, lack),
    fallsSilent(excerpt, mine, held, holding, lack),
  );
  if (silent.verdict !== 'pass') {
    const heard = missing('hold-without-silence', { by, call, because: silent }, accepted.evidence, lack);
    return unlessSilentBefore(excerpt, call, [by, held], range.from, heard);
  }
  const resumed = reinvited(excerpt, mine, 'resume', { from: holding.to + 1, to: range.to });
  const talk = unlessSilentBefore(excerpt, call, [by, held], range.from, mutual(excerpt, call, mine, theirs));
  const all = allOf(accepted, silent, resumed, talk);
  return all.verdict === 'pass' ? retold(all, 'held-and-resumed', { by, call }) : all;
}

/**
 * The listener stops hearing the voice and goes on not hearing it. The holder must not hear the held party either: that the
 * holder's own phone sends no more proves nothing of the other side (RFC 3264 6.1).
 */
function fallsSilent({ facts }: Excerpt, listener: Leg, voice: Party, holding: Range, lack: number): Finding {
  const { tap, callId } = listener;
  const quiet = facts.hearing.stop(tap, callId, holding, voice);
  const atEnd = facts.hearing.voices(tap, { from: holding.to, to: holding.to }, callId);
  if (quiet?.toN === undefined || atEnd.includes(voice))
    return missing('did-not-fall-silent', { listener: tap, speaker: voice }, [], lack);
  return pass('nothing-wrong', {}, { evidence: [quiet.toN] });
}

/** By how many ms a voice was heard after a hold for longer than a voice takes to fade, which is `bounds.gap` at most. */
function wentOn(excerpt: Excerpt, leg: Leg, range: Range, end: { readonly t: number } | undefined): number {
  const since = reinvite(excerpt, leg, 'hold', range)?.final?.t ?? excerpt.t;
  return Math.max(0, (end?.t ?? since) - since - excerpt.facts.candidate.bounds.gap);
}

/** `can: resume`, and the act: both hear each other again, unless the other party holds the call as well. */
export function resumes(
  excerpt: Excerpt,
  deed: Extract<Deed, { verb: 'resume' }>,
  held: Party,
  before: PlannedCall | undefined,
): Finding {
  const legs = bothUp(excerpt, deed.call, [deed.by, held], excerpt.facts.phases.lastChange(excerpt.range.from));
  if ('verdict' in legs) return legs;
  const [mine, theirs] = legs;
  const resumed = reinvited(excerpt, mine, 'resume', excerpt.range);
  return holdersOf(before).includes(held) ? resumed : allOf(resumed, mutual(excerpt, deed.call, mine, theirs));
}

/** The act of holding: accepted; that it is quiet then is what `is: held` looks at. */
export function putOnHold(excerpt: Excerpt, deed: Extract<Deed, { verb: 'hold' }>): Finding {
  const leg = legOf(excerpt.facts, deed.by, deed.call, excerpt.range.to);
  if (leg === undefined) return fail('not-in-call', { party: deed.by, call: deed.call });
  return reinvited(excerpt, leg, 'hold', excerpt.range);
}

/** The last re-INVITE of that kind in a range, and that it was accepted. */
function reinvited(excerpt: Excerpt, leg: Leg, kind: 'hold' | 'resume', range: Range): Finding {
  const found = reinvite(excerpt, leg, kind, range);
  if (found === undefined) return inconclusive('reinvite-not-sent', { party: leg.tap, intent: kind });
  const { request, final } = found;
  if (final === undefined || !isSuccess(final)) {
    const { messages } = excerpt.facts;
    const unreadable = final === undefined ? messages.unreadableTo(request) : undefined;
    const reply = describeReply(replyTo(messages, request, undefined));
    const proof = final ?? unreadable;
    const { setup } = excerpt.facts.candidate.bounds;
    const absent = { timed: true, lackMs: overdue(excerpt.facts, request.t, setup) };
    const extra = { evidence: [proof?.n ?? request.n], ...(proof === undefined ? absent : {}) };
    return fail('reinvite-failed', { party: leg.tap, intent: kind, reply }, extra);
  }
  const took = figure(final.t - request.t);
  const figures = { [kind === 'hold' ? 'heldAfterMs' : 'resumedAfterMs']: took };
  return pass('reinvite-accepted', { party: leg.tap, took }, { figures, evidence: [request.n, final.n] });
}

export function reinvite({ facts }: Excerpt, leg: Leg, kind: 'hold' | 'resume', range: Range): Reinvite | undefined {
  const request = facts.messages
    .requests(leg.tap, leg.callId, 'INVITE', 'out')
    .findLast(
      (seen) =>
        seen.toTag !== undefined &&
        seen.n >= range.from &&
        seen.n <= range.to &&
        offersHold(seen.message) === (kind === 'hold') &&
        !isRefresh(facts, seen),
    );
  return request === undefined ? undefined : { request, final: facts.messages.final(request) };
}
