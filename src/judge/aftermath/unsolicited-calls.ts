/** Calls that the candidate makes although nothing that was asked of it explains them. */
import { usersOf } from '../../candidate/users.ts';
import type { Action } from '../evidence/actions.ts';
import { type Facts, isFromCandidate } from '../facts.ts';
import { type Range, within } from '../evidence/hearing.ts';
import type { Invitation } from '../evidence/legs.ts';
import type { Seen } from '../evidence/seen-messages.ts';
import { isParkedAt, type Parking, type ParkLeg } from '../../dialect/reading.ts';
import { parseUri } from '../../sip/uri.ts';

export function unsolicitedCalls(facts: Facts, range: Range): readonly Invitation[] {
  return facts.dialogs.invitations.filter(
    (invitation) =>
      invitation.role === 'uas' &&
      within(invitation.invite.n, range) &&
      isFromCandidate(facts, invitation.invite.remote) &&
      !isExpected(facts, invitation) &&
      !isRingback(facts, invitation),
  );
}

/** The requests that make a pool, or a phone behind it, call the party that is named; no other request does. */
const CALL_SOMEBODY: ReadonlySet<Action['verb']> = new Set(['call', 'transfer']);
/** Something that was being asked for, of that party or of a call that it is in. */
function isExpected(facts: Facts, invitation: Invitation): boolean {
  if (facts.explains(invitation) || isPassedOn(facts, invitation)) return true;
  const { tap, invite } = invitation;
  return facts.actions.some(
    ({ verb, to, range }) => CALL_SOMEBODY.has(verb) && to === tap && within(facts.crossings.first(invite), range),
  );
}

/** The very INVITE that a phone of ours has sent to this party, passed on by the candidate however late. */
function isPassedOn({ candidate, dialogs }: Facts, { tap, invite }: Invitation): boolean {
  const { name } = usersOf(candidate)[tap];
  return dialogs.invitations.some(
    (sent) =>
      sent.role === 'uac' && sent.invite.callId === invite.callId && parseUri(sent.invite.message.uri)?.user === name,
  );
}

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
