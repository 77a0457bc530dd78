/** Calls that the candidate makes although nothing that was asked of it explains them. */
import { type Case, isFromCandidate } from './case.ts';
import { type Range, within } from './hearing.ts';
import { type Invitation, isLive } from './legs.ts';
import { legsIn } from './ownership.ts';

export function uninvited(matter: Case, range: Range): readonly Invitation[] {
  return matter.dialogs.invitations.filter(
    (invitation) =>
      invitation.role === 'uas' &&
      within(invitation.invite.n, range) &&
      isFromCandidate(matter, invitation.invite.remote) &&
      !isExpected(matter, invitation) &&
      !isRingback(matter, invitation),
  );
}

/** Something that was being asked for, of that party or of a call that it is in. */
function isExpected(matter: Case, invitation: Invitation): boolean {
  const { tap, invite } = invitation;
  if (isAskedTakeover(matter, invitation)) return true;
  return matter.actions.some(
    ({ verb, to, call, range }) =>
      verb !== 'check' &&
      verb !== 'listen' &&
      verb !== 'watch' &&
      within(invite.n, range) &&
      (to === tap || (call !== undefined && legsIn(matter.owners, tap, call).some((leg) => isLive(leg, invite.n)))),
  );
}

/** A park that was refused and carried out all the same: that is for its own check to say, as long as that looks. */
function isAskedTakeover(matter: Case, { tap, invite }: Invitation): boolean {
  return matter.parkings.some(({ action, takeover }) => {
    const frame = matter.actions.find(({ id }) => id === action.of);
    return (
      takeover?.tap === tap && takeover.invite.n === invite.n && frame !== undefined && within(invite.n, frame.range)
    );
  });
}

/** While a call is parked its pool may ring the parker, and after that the timeout target. */
function isRingback(matter: Case, { tap, invite }: Invitation): boolean {
  return matter.parkings.some(({ parker, pool, takeover }) => {
    const isTarget = matter.candidate.settings[pool].timeoutTarget === tap;
    return (tap === parker || isTarget) && takeover !== undefined && isLive(takeover, invite.n);
  });
}
