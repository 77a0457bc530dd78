/** Retrieving a call, or looking who is there, by INVITEs to an orbit or to the parkee. */
import type { Action } from '../../judge/evidence/actions.ts';
import { within } from '../../judge/evidence/hearing.ts';
import type { Dialogs, Invitation } from '../../judge/evidence/legs.ts';
import { answered } from '../../judge/evidence/observed-reply.ts';
import { legsIn, type Owners } from '../../judge/evidence/ownership.ts';
import type { Dial, Evidence, Retrieval } from '../reading.ts';

/** Those that a party sent for an action, by the Call-IDs that the action lists, else while it lasted. */
function triesOf({ invitations }: Dialogs, { by, callIds, range }: Action): readonly Invitation[] {
  return invitations.filter(
    ({ tap, role, invite }) =>
      tap === by && role === 'uac' && (callIds.includes(invite.callId) || within(invite.n, range)),
  );
}

export function dialsOf(
  { actions, dialogs }: Evidence,
  sentOn: (tries: readonly Invitation[]) => Dial['sentOn'],
): readonly Dial[] {
  return actions
    .filter(({ verb }) => verb === 'dial')
    .map((action) => {
      const tries = triesOf(dialogs, action);
      return { action, tries, sentOn: sentOn(tries) };
    });
}

export function retrievalsOf({ actions, dialogs, messages }: Evidence, owners: Owners): readonly Retrieval[] {
  const retrievals = actions.filter(({ verb }) => verb === 'retrieve');
  return retrievals.flatMap((action) => {
    const { call, by } = action;
    if (call === undefined || by === undefined) return [];
    const request = triesOf(dialogs, action).at(-1)?.invite;
    const reply = answered(request, request && messages.final(request), action);
    const next = retrievals.find((each) => each.call === call && each.asked.n > action.asked.n);
    const until = next?.asked.n ?? Number.POSITIVE_INFINITY;
    const legs = legsIn(owners, by, call).filter(({ invite }) => invite.n > action.asked.n && invite.n < until);
    return [{ action, call, by, request, reply, legs }];
  });
}
