/** Calls that reach a phone because another phone has asked for them. */
import { usersOf } from '../candidate/users.ts';
import { parseUri } from '../sip/uri.ts';
import type { Action } from './evidence/actions.ts';
import { within } from './evidence/hearing.ts';
import type { Invitation } from './evidence/legs.ts';
import type { Facts } from './facts.ts';

/** The requests that make a pool, or a phone behind it, call the party that is named; no other request does. */
export const CALL_SOMEBODY: ReadonlySet<Action['verb']> = new Set(['call', 'transfer']);

/** A call to a phone that was being asked for: of that party, or of a call that it is in. A ringback is none. */
export function isAskedFor(facts: Facts, invitation: Invitation): boolean {
  return facts.explains(invitation) || isPassedOn(facts, invitation) || isCalledBySomebody(facts, invitation);
}

/** It came while another phone called that party, or transferred a call to it. */
export function isCalledBySomebody({ actions, crossings }: Facts, { tap, invite }: Invitation): boolean {
  return actions.some(
    ({ verb, to, range }) => CALL_SOMEBODY.has(verb) && to === tap && within(crossings.first(invite), range),
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
