/** Which party was there when an orbit was dialled. */
import type { Dial } from '../../dialect/reading.ts';
import type { Party } from '../../suite/cell.ts';
import type { Action } from '../evidence/actions.ts';
import { answeredForNobody } from '../advisories.ts';
import type { Facts } from '../facts.ts';
import { fail, type Finding, inconclusive, pass } from '../finding.ts';
import { isParty, type Range, type Span, within } from '../evidence/hearing.ts';
import { type Invitation, isLive } from '../evidence/legs.ts';
import { isSuccess, statusLine } from '../evidence/seen-messages.ts';
import { isMusic, music } from '../evidence/heard-music.ts';
import { connectedUnknowing } from '../excuse/network-cost.ts';

/**
 * Passes when the dialled orbit led to nobody: a final failure, or an answer behind which no party and no music was heard
 * (an announcement is allowed), and no party heard the one that dialled. A pool that should answer and does not proves nothing;
 * neither does one that sends its caller on without an end, nor a sound where music is not known by its tone.
 */
export function ledToNobody(facts: Facts, dial: Action, range: Range): Finding {
  const { by, asked } = dial;
  const place = dialled(dial);
  const { tries } = dialIn(facts, dial);
  // A redirect is followed by another INVITE; what counts is the last.
  const last = tries.at(-1);
  if (by === undefined || last === undefined) return inconclusive('orbit-not-dialled', { place });
  const { invite } = last;
  const final = facts.messages.final(invite);
  const unreadable = final === undefined ? facts.messages.unreadableTo(invite) : undefined;
  if (unreadable !== undefined) {
    const answered = { deed: `${by}'s call to ${place}`, why: unreadable.reason };
    return inconclusive('answer-unreadable', answered, { evidence: [unreadable.n] });
  }
  if (final === undefined) return inconclusive('dial-unanswered', { party: by, place }, { evidence: [invite.n] });
  const status = statusLine(final);
  if (final.message.status === 401 || final.message.status === 407) {
    return inconclusive('dial-challenged', { party: by, place, status }, { evidence: [final.n] });
  }
  if (final.message.status >= 300 && final.message.status < 400) {
    return inconclusive('dial-redirected', { party: by, place, status }, { evidence: [final.n] });
  }
  if (!isSuccess(final)) return pass('orbit-refused', { place, status }, { evidence: [final.n] });
  const heard = facts.hearing.heard(by, { from: final.n, to: range.to }, invite.callId);
  const found = heard.find(({ voice }) => isParty(voice) || isMusic(voice));
  if (found !== undefined) {
    const seen = { party: by, place, voice: found.voice };
    const extra = { evidence: [final.n, found.fromN] };
    return connectedUnknowing(facts, asked.pool, final) ?? fail('dial-heard-voice', seen, extra);
  }
  const listener = listenerTo(facts, by, tries, { from: final.n, to: range.to });
  if (listener !== undefined) {
    const seen = { party: by, place, listener: listener.tap };
    const extra = { evidence: [final.n, listener.fromN] };
    return connectedUnknowing(facts, asked.pool, final) ?? fail('dial-was-heard', seen, extra);
  }
  const unclear = heard.find(({ voice }) => music(facts.candidate).includes(voice));
  if (unclear !== undefined) {
    return inconclusive('dial-heard-sound', { party: by, place }, { evidence: [final.n, unclear.fromN] });
  }
  const extra = { evidence: [final.n], advisories: answeredForNobody(final) };
  return pass('orbit-answered-empty', { place, status }, extra);
}

/** The result of a dialled orbit. */
export function dialIn({ dials }: Facts, action: Action): Dial {
  return dials.find((dial) => dial.action.id === action.id) ?? { action, tries: [], sentOn: undefined };
}

/** `orbit 101 of primary` */
export function dialled({ asked }: Action): string {
  return `orbit ${asked.orbit ?? '?'} of ${asked.pool ?? 'the pool'}`;
}

/** A party that began to hear the one that dialled, when nothing but the dialled call joined the two. */
function listenerTo(facts: Facts, by: Party, tries: readonly Invitation[], range: Range): Span | undefined {
  const ids = new Set(tries.map(({ invite }) => invite.callId));
  const over = facts.dialogs.legs.find(({ tap, callId }) => tap === by && ids.has(callId))?.ended?.n ?? range.to;
  return facts.hearing.spans.find(
    ({ tap, voice, fromN }) =>
      voice === by &&
      tap !== by &&
      within(fromN, { from: range.from, to: Math.min(over, range.to) }) &&
      !facts.dialogs.legs.some((leg) => leg.tap === by && !ids.has(leg.callId) && isLive(leg, fromN)),
  );
}
