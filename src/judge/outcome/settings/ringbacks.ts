import { header } from '../../../sip/message/headers.ts';
import type { Party } from '../../../suite/cell.ts';
import { isFromCandidate } from '../../evidence/facts.ts';
import type { Facts } from '../../evidence/facts.ts';
import type { Invitation } from '../../evidence/legs.ts';
import type { Parking } from '../../evidence/parkings.ts';

/** Calls of the candidate to a party that take no other call over, after a park was reported as done and up to an event. */
export function callsFromPool(facts: Facts, parking: Parking, party: Party, to: number): readonly Invitation[] {
  const { outcome } = parking;
  if (outcome === undefined) return [];
  return facts.dialogs.invitations.filter(
    ({ tap, role, invite }) =>
      tap === party &&
      role === 'uas' &&
      invite.n > outcome.seen.n &&
      invite.n <= to &&
      isFromCandidate(facts, invite.remote) &&
      header(invite.message, 'Replaces') === undefined,
  );
}

/** The pool turns to the parker or to its timeout target: the call is on its way out of the orbit. */
export function callsForPickup(facts: Facts, parking: Parking, to: number): readonly Invitation[] {
  const target = facts.cell.parties.find((party) => party === facts.candidate.settings[parking.pool].timeoutTarget);
  const parties = target === undefined || target === parking.parker ? [parking.parker] : [parking.parker, target];
  return parties
    .flatMap((party) => callsFromPool(facts, parking, party, to))
    .toSorted((a, b) => a.invite.n - b.invite.n);
}

/** The pool rings the parker when no phone picked the call up in time. */
export function ringbacks(facts: Facts, parking: Parking, to: number): readonly Invitation[] {
  return callsFromPool(facts, parking, parking.parker, to);
}
