/** Calls that the candidate makes although nothing that was asked of it explains them. */
import { usersOf } from '../../candidate/users.ts';
import type { Action } from '../evidence/actions.ts';
import { type Facts, isFromCandidate } from '../evidence/facts.ts';
import { type Range, within } from '../evidence/hearing.ts';
import { type Invitation, isLive, type Leg, replacedBy } from '../evidence/legs.ts';
import type { Seen } from '../evidence/seen-messages.ts';
import { legsIn } from '../evidence/ownership.ts';
import type { Parking } from '../evidence/parkings.ts';
import { referralReply } from '../evidence/observed-reply.ts';
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

/** What brings it about that a pool, or a phone behind it, calls the party that is named; nothing else that is asked does. */
const CALL_SOMEBODY: ReadonlySet<Action['verb']> = new Set(['call', 'transfer']);
/** What brings it about that another party in the call than who asks is called, to take its dialog over. */
const TAKE_OVER: ReadonlySet<Action['verb']> = new Set(['park', 'retrieve', 'dial']);

/** Something that was being asked for, of that party or of a call that it is in. */
function isExpected(facts: Facts, invitation: Invitation): boolean {
  const { tap, invite } = invitation;
  if (isAskedTakeover(facts, invitation) || isPassedOn(facts, invitation)) return true;
  return facts.actions.some(
    ({ verb, by, to, call, range }) =>
      within(facts.crossings.first(invite), range) &&
      ((CALL_SOMEBODY.has(verb) && to === tap) ||
        (TAKE_OVER.has(verb) &&
          by !== tap &&
          call !== undefined &&
          legsIn(facts.owners, tap, call).some((leg) => isLive(leg, invite.n)))),
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

/**
 * The call that a parker asked to have taken over, however late that comes. One that was refused first, and taken over all
 * the same, is for the check of that park to blame, as long as it looks.
 */
function isAskedTakeover(facts: Facts, { invite }: Invitation): boolean {
  const replaced = replacedBy(invite, facts.dialogs.legs);
  const call = replaced && facts.owners.get(replaced);
  return facts.parkings.some((parking) => {
    if (parking.call !== call || parking.refer === undefined || parking.refer.n > invite.n) return false;
    const reply = referralReply(parking, parking.action);
    const frame = facts.actionLog.byId(parking.action.of ?? '');
    const refusedBefore = reply.kind === 'refused' && reply.n < invite.n;
    return !refusedBefore || (frame !== undefined && within(invite.n, frame.range));
  });
}

/** While a call is parked its pool may ring the parker, and after that the timeout target. */
function isRingback(facts: Facts, { tap, invite }: Invitation): boolean {
  return facts.parkings.some((parking) => {
    const { parker, pool } = parking;
    const isTarget = facts.candidate.settings[pool].timeoutTarget === tap;
    return (tap === parker || isTarget) && waits(facts, parking, invite);
  });
}

/** A call waits as long as the parkee's leg is up, and no longer than its pool. */
function waits(facts: Facts, { pool, takeover, outcome, action }: Parking, invite: Seen): boolean {
  const outage = facts.phases.of('outage').reached;
  if (pool === 'primary' && outage !== undefined && action.asked.n < outage.n && outage.n < invite.n) return false;
  if (takeover !== undefined) return isLive(takeover, invite.n) || crossedEnd(facts, takeover, invite);
  return outcome !== undefined && outcome.status < 300 && outcome.seen.n < invite.n;
}

/** It was sent before the pool had answered the BYE that ended the park: until then it need not have known. */
function crossedEnd({ messages, crossings }: Facts, { accept, ended }: Leg, invite: Seen): boolean {
  const answer = ended?.how === 'local-bye' && accept.n < invite.n ? messages.final(ended.message) : undefined;
  return answer !== undefined && crossings.outside(invite) <= crossings.outside(answer);
}
