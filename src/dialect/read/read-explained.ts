/** Calls from the candidate that a park or a retrieval brings about: the INVITEs with Replaces that take a dialog over. */
import type { Action } from '../../judge/evidence/actions.ts';
import { within } from '../../judge/evidence/hearing.ts';
import { type Invitation, isLive } from '../../judge/evidence/legs.ts';
import type { Known } from '../reading.ts';

export function explains(call: Invitation, known: Known): boolean {
  return call.role === 'uas' && (isAskedFor(call, known) || isUnderWay(call, known));
}

/**
 * The call that a parker asked to have taken over, however late that comes. One that was refused first, and taken over all
 * the same, is for the check of that park to blame, as long as it looks. A later park does not explain it: that asked for
 * the dialog that the parkee had then, and has it taken over once.
 */
function isAskedFor({ invite }: Invitation, { dialogs, owners, actionLog, parkingsOf }: Known): boolean {
  const replaced = dialogs.replacedBy(invite);
  const call = replaced && owners.get(replaced);
  if (replaced === undefined || call === undefined) return false;
  const taken = owners.of(call).filter((leg) => leg.replaced === replaced && leg.accept.n < invite.n);
  return parkingsOf(call).some(({ request, reply, action }) => {
    if (request === undefined || request.n > invite.n || !isLive(replaced, request.n)) return false;
    const frame = action.of === undefined ? undefined : actionLog.byId(action.of);
    const refusedBefore = reply.kind === 'refused' && reply.n < invite.n;
    if (refusedBefore) return frame !== undefined && within(invite.n, frame.range);
    return !taken.some((leg) => leg.invite.n > request.n);
  });
}

const TAKE_OVER: ReadonlySet<Action['verb']> = new Set(['park', 'retrieve', 'dial']);

/** While somebody asks for it, another party in the call may be called, to take its dialog over. */
function isUnderWay({ tap, invite }: Invitation, { actionLog, crossings, dialogs, owners }: Known): boolean {
  const sent = crossings.first(invite);
  const live = dialogs.legsAt(tap).filter((leg) => isLive(leg, invite.n));
  const calls = new Set(live.map((leg) => owners.get(leg)));
  return [...calls].some(
    (call) =>
      call !== undefined &&
      actionLog.ofCall(call).some(({ verb, by, range }) => TAKE_OVER.has(verb) && by !== tap && within(sent, range)),
  );
}
