/** Calls from the candidate that a park or a retrieval brings about: the INVITEs with Replaces that take a dialog over. */
import type { Action } from '../../judge/evidence/actions.ts';
import { within } from '../../judge/evidence/hearing.ts';
import { type Invitation, isLive, replacedBy } from '../../judge/evidence/legs.ts';
import { legsIn, type Owners } from '../../judge/evidence/ownership.ts';
import type { Evidence, Parking } from '../reading.ts';

export function explainedCalls(
  evidence: Evidence,
  owners: Owners,
  parkings: readonly Parking[],
): ReadonlySet<Invitation> {
  const incoming = evidence.dialogs.invitations.filter(({ role }) => role === 'uas');
  return new Set(
    incoming.filter((call) => isAskedFor(evidence, owners, parkings, call) || isUnderWay(evidence, owners, call)),
  );
}

/**
 * The call that a parker asked to have taken over, however late that comes. One that was refused first, and taken over all
 * the same, is for the check of that park to blame, as long as it looks.
 */
function isAskedFor(
  { dialogs, actions }: Evidence,
  owners: Owners,
  parkings: readonly Parking[],
  { invite }: Invitation,
): boolean {
  const replaced = replacedBy(invite, dialogs.legs);
  const call = replaced && owners.get(replaced);
  return parkings.some((parking) => {
    if (parking.call !== call || parking.request === undefined || parking.request.n > invite.n) return false;
    const { reply } = parking;
    const frame = actions.find(({ id }) => id === parking.action.of);
    const refusedBefore = reply.kind === 'refused' && reply.n < invite.n;
    return !refusedBefore || (frame !== undefined && within(invite.n, frame.range));
  });
}

const TAKE_OVER: ReadonlySet<Action['verb']> = new Set(['park', 'retrieve', 'dial']);

/** While somebody asks for it, another party in the call may be called, to take its dialog over. */
function isUnderWay({ actions, crossings }: Evidence, owners: Owners, { tap, invite }: Invitation): boolean {
  const sent = crossings.first(invite);
  return actions.some(
    ({ verb, by, call, range }) =>
      TAKE_OVER.has(verb) &&
      by !== tap &&
      call !== undefined &&
      within(sent, range) &&
      legsIn(owners, tap, call).some((leg) => isLive(leg, invite.n)),
  );
}
