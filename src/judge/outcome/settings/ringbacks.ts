import type { Party } from '../../../suite/cell.ts';
import { isCalledBySomebody } from '../../asked-calls.ts';
import { isFromCandidate } from '../../facts.ts';
import type { Facts } from '../../facts.ts';
import { firstIndex } from '../../evidence/fold.ts';
import { type Invitation, replacesAny } from '../../evidence/legs.ts';
import type { Parking } from '../../../dialect/reading.ts';

/** Calls of the candidate to a party that take no other call over, after a park was reported as done and up to an event. */
export function callsFromPool(facts: Facts, parking: Parking, party: Party, to: number): readonly Invitation[] {
  const { told } = parking;
  if (told === undefined) return [];
  const called = facts.dialogs.invitationsAt(party, 'uas');
  return called
    .slice(firstIndex(called, ({ invite }) => invite.n > told.seen.n))
    .filter(({ invite }) => invite.n <= to && isFromCandidate(facts, invite.remote) && !replacesAny(invite));
}

/** The pool turns to the parker or to its timeout target: the call is on its way out of the orbit. */
export function callsForPickup(facts: Facts, parking: Parking, to: number): readonly Invitation[] {
  const target = facts.cell.parties.find((party) => party === facts.candidate.settings[parking.pool].timeoutTarget);
  const parties = target === undefined || target === parking.parker ? [parking.parker] : [parking.parker, target];
  return parties
    .flatMap((party) => callsFromPool(facts, parking, party, to))
    .filter((invitation) => !isCalledBySomebody(facts, invitation))
    .toSorted((a, b) => a.invite.n - b.invite.n);
}

/** The pool rings the parker when no phone picked the call up in time. */
export function ringbacks(facts: Facts, parking: Parking, to: number): readonly Invitation[] {
  return callsFromPool(facts, parking, parking.parker, to).filter((call) => !isCalledBySomebody(facts, call));
}
