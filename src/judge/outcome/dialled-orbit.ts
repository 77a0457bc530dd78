/** What came of dialling an orbit to see who is there. */
import type { Dial } from '../../dialect/reading.ts';
import type { Party } from '../../suite/cell.ts';
import type { Action } from '../evidence/actions.ts';
import { answeredForNobody } from '../advisories.ts';
import type { Facts } from '../facts.ts';
import type { Finding } from '../finding.ts';
import { fail, inconclusive, pass } from '../unworded.ts';
import { isParty, type Range, type Span, within } from '../evidence/hearing.ts';
import { type Invitation, isLive } from '../evidence/legs.ts';
import { isSuccess, statusLine } from '../evidence/seen-messages.ts';
import { isMusic, music } from '../evidence/heard-music.ts';
import { connectedUnknowing } from '../excuse/network-cost.ts';

/**
 * Passes when the dialled orbit led to nobody: a final failure, or an answer behind which no party and no music was heard
 * (an announcement is allowed), and nobody heard who dialled. A pool that should answer and does not proves nothing;
 * neither does one that sends its caller on without an end, nor a sound where music is not known by its tone.
 */
export function ledToNobody(facts: Facts, dial: Action, range: Range): Finding {
  const { by, asked } = dial;
  const where = dialled(dial);
  const { tries } = dialIn(facts, dial);
  // A redirect is followed by another INVITE; what counts is the last.
  const last = tries.at(-1);
  if (by === undefined || last === undefined) return inconclusive(`${where} was not dialled`);
  const { invite } = last;
  const final = facts.messages.final(invite);
  if (final === undefined)
    return inconclusive(`${by} dialled ${where} and got no answer, so nothing is known of who is there`, {
      evidence: [invite.n],
    });
  if (final.message.status === 401 || final.message.status === 407) {
    return inconclusive(`${by} dialled ${where} and was only challenged: ${statusLine(final)}`, {
      evidence: [final.n],
    });
  }
  if (final.message.status >= 300 && final.message.status < 400) {
    const words = `${by} dialled ${where} and was sent on, to where nobody was called: ${statusLine(final)}`;
    return inconclusive(words, { evidence: [final.n] });
  }
  if (!isSuccess(final)) return pass(`${where} leads to nobody: ${statusLine(final)}`, { evidence: [final.n] });
  const heard = facts.hearing.heard(by, { from: final.n, to: range.to }, invite.callId);
  const found = heard.find(({ voice }) => isParty(voice) || isMusic(voice));
  const listener = found ? undefined : listenerTo(facts, by, tries, { from: final.n, to: range.to });
  const proof = found ?? listener;
  if (proof !== undefined) {
    const what = found === undefined ? `was heard by ${proof.tap}` : `heard ${found.voice}`;
    const unknowing = connectedUnknowing(facts, asked.pool, final);
    return unknowing ?? fail(`${by} dialled ${where} and ${what}`, { evidence: [final.n, proof.fromN] });
  }
  const unclear = heard.find(({ voice }) => music(facts.candidate).includes(voice));
  if (unclear !== undefined) {
    const words = `${by} dialled ${where} and heard a sound, which may be an announcement or music on hold; declare the tone of each pool's music (\`settings\`), or answer with a failure where nobody is`;
    return inconclusive(words, { evidence: [final.n, unclear.fromN] });
  }
  return pass(`${where} leads to nobody: answered ${final.message.status}, nobody heard`, {
    evidence: [final.n],
    advisories: answeredForNobody(final),
  });
}

/** What a dialled orbit gave. */
export function dialIn({ dials }: Facts, action: Action): Dial {
  return dials.find((dial) => dial.action.id === action.id) ?? { action, tries: [], sentOn: undefined };
}

/** `orbit 101 of primary` */
export function dialled({ asked }: Action): string {
  return `orbit ${asked.orbit ?? '?'} of ${asked.pool ?? 'the pool'}`;
}

/** Somebody who began to hear whoever dialled, when nothing but the dialled call joined the two. */
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
