import { header } from '../../sip/message/headers.ts';
import type { Party } from '../../spec/cell.ts';
import { isFromCandidate } from '../case.ts';
import type { Case } from '../case.ts';
import type { Invitation } from '../legs.ts';
import type { Parking } from '../parkings.ts';

/** Calls of the candidate to a party that take no other call over, after a park was reported as done and up to an event. */
export function callsFromPool(matter: Case, parking: Parking, party: Party, to: number): readonly Invitation[] {
  const { outcome } = parking;
  if (outcome === undefined) return [];
  return matter.dialogs.invitations.filter(
    ({ tap, role, invite }) =>
      tap === party &&
      role === 'uas' &&
      invite.n > outcome.seen.n &&
      invite.n <= to &&
      isFromCandidate(matter, invite.remote) &&
      header(invite.message, 'Replaces') === undefined,
  );
}

/** The pool turns to the parker or to its timeout target: the call is on its way out of the orbit. */
export function callsForPickup(matter: Case, parking: Parking, to: number): readonly Invitation[] {
  const target = matter.cell.parties.find((party) => party === matter.candidate.settings[parking.pool].timeoutTarget);
  const parties = target === undefined || target === parking.parker ? [parking.parker] : [parking.parker, target];
  return parties
    .flatMap((party) => callsFromPool(matter, parking, party, to))
    .toSorted((a, b) => a.invite.n - b.invite.n);
}

/** The pool rings the parker when nobody picked the call up in time. */
export function ringbacks(matter: Case, parking: Parking, to: number): readonly Invitation[] {
  return callsFromPool(matter, parking, parking.parker, to);
}
