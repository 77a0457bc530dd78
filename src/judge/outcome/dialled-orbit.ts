/** Which party was there when an orbit was dialled. */
import { type Dial, type Lookup, toldBy } from '../../dialect/reading.ts';
import type { Party } from '../../suite/cell.ts';
import type { Action } from '../evidence/actions.ts';
import { answeredForNobody } from '../advisories.ts';
import type { Facts } from '../facts.ts';
import { fail, type Finding, inconclusive, pass } from '../finding.ts';
import { finalTo } from '../evidence/observed-reply.ts';
import { isParty, type Range, type Span, within } from '../evidence/hearing.ts';
import { type Invitation, isLive } from '../evidence/legs.ts';
import { isSuccess, type Seen, statusLine } from '../evidence/seen-messages.ts';
import { isMusic, music } from '../evidence/heard-music.ts';
import { connectedUnknowing } from '../excuse/network-cost.ts';
import { WORDS } from '../sentences/field-words.ts';
import { tooBriefly } from './watched.ts';

/**
 * Passes when the dialled orbit led to nobody: a final failure, or an answer behind which no party and no music was heard
 * (an announcement is allowed), and no party heard the one that dialled. A pool that should answer and does not proves nothing;
 * neither does one that sends its caller on without an end, nor a sound where music is not known by its tone and the pool does
 * not show the orbit as empty meanwhile.
 */
export function ledToNobody(facts: Facts, dial: Action, range: Range): Finding {
  const { by, asked } = dial;
  const place = dialled(dial);
  const { tries } = dialIn(facts, dial);
  // A redirect is followed by another INVITE; what counts is the last.
  const last = tries.at(-1);
  if (by === undefined || last === undefined) return inconclusive('orbit-not-dialled', { place });
  const { invite } = last;
  const final = finalTo(facts.messages, invite);
  const unreadable = final === undefined ? facts.messages.unreadableTo(invite) : undefined;
  if (unreadable !== undefined) {
    const answered = { deed: WORDS.callOf(by, place), why: unreadable.reason };
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
    const shown = shownEmptyMeanwhile(facts, dial, { leg: invite.callId, answered: final.n });
    const announced = { evidence: [final.n, unclear.fromN, ...(shown === undefined ? [] : [toldBy(shown)])] };
    if (shown !== undefined) return pass('orbit-announced-empty', { place, status }, announced);
    return inconclusive('dial-heard-sound', { party: by, place }, { evidence: [final.n, unclear.fromN] });
  }
  const brief = listenedBriefly(facts, by, invite.callId, final);
  if (brief !== undefined) {
    return inconclusive('dial-listened-too-briefly', { party: by, place, ...brief }, { evidence: [final.n] });
  }
  const extra = { evidence: [final.n], advisories: answers(facts) ? [] : answeredForNobody(final) };
  return pass('orbit-answered-empty', { place, status }, extra);
}

/** The look-up in which the pool showed the orbit as empty while the one that dialled heard a sound: it was not parked there. */
function shownEmptyMeanwhile(
  { dialogs, lookups }: Facts,
  { by, asked }: Action,
  { leg, answered }: { readonly leg: string; readonly answered: number },
): Lookup | undefined {
  const ended = dialogs.withCallId(leg).find(({ tap }) => tap === by)?.ended;
  // A pool that has hung up by itself has parked nobody, whenever it is asked.
  const before = ended === undefined || ended.how === 'remote-bye' ? Number.POSITIVE_INFINITY : ended.n;
  return lookups.find(
    (lookup) =>
      lookup.orbit === asked.orbit &&
      lookup.pool === asked.pool &&
      lookup.request !== undefined &&
      lookup.request.n > answered &&
      (lookup.told?.n ?? Number.POSITIVE_INFINITY) < before &&
      lookup.answered &&
      lookup.unreadable === 0 &&
      lookup.shown.length === 0,
  );
}

/** An announcement to those that dial an empty orbit is the way of many servers, and declared then. */
function answers({ candidate }: Facts): boolean {
  return candidate.dialect.empty !== 'refuses';
}

/** A party behind an answer may be heard late; nobody can listen any longer to a call that the pool has ended. */
function listenedBriefly({ candidate, dialogs, events }: Facts, by: Party, callId: string, answer: Seen) {
  const ended = dialogs.withCallId(callId).find(({ tap }) => tap === by)?.ended;
  if (ended !== undefined && ended.how !== 'local-bye') return undefined;
  return tooBriefly(answer, ended ?? events.at(-1), candidate.bounds.setup);
}

/** The result of a dialled orbit. */
export function dialIn({ dials }: Facts, action: Action): Dial {
  return dials.find((dial) => dial.action.id === action.id) ?? { action, tries: [], sentOn: undefined };
}

/** `orbit 101 of primary` */
export function dialled({ asked }: Action): string {
  return WORDS.orbitOf(asked.orbit ?? '?', asked.pool);
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
