/** Calls that the candidate makes although nothing that was asked of it explains them. */
import type { Action } from '../evidence/actions.ts';
import { CALL_SOMEBODY, isAskedFor } from '../asked-calls.ts';
import { type Facts, isFromCandidate } from '../facts.ts';
import { type Range, within } from '../evidence/hearing.ts';
import type { Invitation } from '../evidence/legs.ts';
import type { Seen } from '../evidence/seen-messages.ts';
import { isParkedAt, type Parking, type ParkLeg } from '../../dialect/reading.ts';

export function unsolicitedCalls(facts: Facts, range: Range): readonly Invitation[] {
  return facts.dialogs.invitations.filter(
    (invitation) =>
      invitation.role === 'uas' &&
      within(invitation.invite.n, range) &&
      isFromCandidate(facts, invitation.invite.remote) &&
      !isAskedFor(facts, invitation) &&
      !isRingback(facts, invitation),
  );
}

/**
 * By how many ms a call came after the last thing was over that it may have been for; infinite where there never was one.
 * A late harness may have given that up too soon.
 */
export function afterReason(facts: Facts, { tap, invite }: Invitation): number {
  const over = facts.actions.flatMap(({ verb, to, call, ended }) => {
    const isFor = CALL_SOMEBODY.has(verb) ? to === tap : TAKES_CALL.has(verb) && isMember(facts, tap, call, invite.n);
    return isFor && ended !== undefined && ended.n < invite.n ? [ended.t] : [];
  });
  return invite.t - Math.max(Number.NEGATIVE_INFINITY, ...over);
}

function isMember({ members }: Facts, party: Invitation['tap'], call: string | undefined, n: number): boolean {
  return call !== undefined && [...members.of(call, n)].includes(party);
}

/** The requests that make a pool call a party of the call. */
const TAKES_CALL: ReadonlySet<Action['verb']> = new Set(['park', 'retrieve']);

/** While a call is parked its pool may ring the parker, and after that the timeout target. */
function isRingback(facts: Facts, { tap, invite }: Invitation): boolean {
  return facts.parkings.some((parking) => {
    const { parker, pool } = parking;
    const isTarget = facts.candidate.settings[pool].timeoutTarget === tap;
    return (tap === parker || isTarget) && waits(facts, parking, invite);
  });
}

/** A call waits as long as it is parked, and no longer than its pool. */
function waits(facts: Facts, { pool, parkLeg, told, action }: Parking, invite: Seen): boolean {
  const outage = facts.phases.of('outage').reached;
  if (pool === 'primary' && outage !== undefined && action.asked.n < outage.n && outage.n < invite.n) return false;
  if (parkLeg !== undefined) return isParkedAt(parkLeg, invite.n) || crossedEnd(facts, parkLeg, invite);
  return told?.parked === true && told.seen.n < invite.n;
}

/** It was sent before the pool knew the end: of a park that a BYE ended, before it had answered the BYE. */
function crossedEnd({ messages, crossings }: Facts, { leg, begun, over }: ParkLeg, invite: Seen): boolean {
  if (over === undefined || begun.n > invite.n) return false;
  const sent = crossings.outside(invite);
  if (over.n !== leg.ended?.n) return sent <= over.t;
  const answer = leg.ended.how === 'local-bye' ? messages.final(leg.ended.message) : undefined;
  return answer !== undefined && sent <= crossings.outside(answer);
}
