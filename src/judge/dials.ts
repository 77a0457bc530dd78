/** What came of dialling an orbit to see who is there. */
import type { Action } from './actions.ts';
import { answeredForNobody } from './advisories.ts';
import type { Case } from './case.ts';
import { fail, type Finding, inconclusive, pass } from './finding.ts';
import { isParty, within } from './hearing.ts';
import { isSuccess, statusLine } from './messages.ts';
import { isMusic } from './music.ts';
import { connectedUnknowing } from './network.ts';
import type { Range } from './hearing.ts';

/**
 * Passes when the dialled orbit led to nobody: a final failure, or an answer behind which no party and no music was heard
 * (an announcement is allowed). A pool that should answer and does not proves nothing.
 */
export function ledToNobody(matter: Case, dial: Action, range: Range): Finding {
  const { by, asked } = dial;
  const where = `orbit ${asked.orbit ?? '?'} of ${asked.pool ?? 'the pool'}`;
  const tries = matter.dialogs.invitations.filter(
    ({ tap, role, invite }) => tap === by && role === 'uac' && within(invite.n, dial.range),
  );
  // A redirect to the parkee is followed by a second INVITE; what counts is the last.
  const last = tries.at(-1);
  if (by === undefined || last === undefined) return inconclusive(`${where} was not dialled`);
  const { invite } = last;
  const final = matter.messages.final(invite);
  if (final === undefined)
    return inconclusive(`${by} dialled ${where} and got no answer, so nothing is known of who is there`, {
      evidence: [invite.n],
    });
  if (final.message.status === 401 || final.message.status === 407) {
    return inconclusive(`${by} dialled ${where} and was only challenged: ${statusLine(final)}`, {
      evidence: [final.n],
    });
  }
  if (!isSuccess(final)) return pass(`${where} leads to nobody: ${statusLine(final)}`, { evidence: [final.n] });
  const heard = matter.hearing.heard(by, { from: final.n, to: range.to }, invite.callId);
  const found = heard.find(({ voice }) => isParty(voice) || isMusic(voice));
  if (found === undefined)
    return pass(`${where} leads to nobody: answered ${final.message.status}, nobody heard`, {
      evidence: [final.n],
      advisories: answeredForNobody(final),
    });
  const unknowing = connectedUnknowing(matter, asked.pool, final);
  if (unknowing !== undefined) return unknowing;
  return fail(`${by} dialled ${where} and heard ${found.voice}`, { evidence: [final.n, found.fromN] });
}
