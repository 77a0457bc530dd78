/** Retrieving a call, or looking who is there, by INVITEs to an orbit or to the parkee. */
import type { Action } from '../../judge/evidence/actions.ts';
import { firstIndex } from '../../judge/evidence/fold.ts';
import type { Dialogs, Invitation } from '../../judge/evidence/legs.ts';
import { replyTo } from '../../judge/evidence/observed-reply.ts';
import { legsIn } from '../../judge/evidence/ownership.ts';
import type { Known, Retrieval } from '../reading.ts';
import { nextOf } from './read-next.ts';

/** Those that a party sent for an action, by the Call-IDs that the action lists, else while it lasted. */
export function triesOf(dialogs: Dialogs, { by, callIds, range }: Action): readonly Invitation[] {
  if (by === undefined) return [];
  const sent = dialogs.invitationsAt(by, 'uac');
  const { from, to } = range;
  const meanwhile = sent.slice(
    firstIndex(sent, ({ invite }) => invite.n >= from),
    firstIndex(sent, ({ invite }) => invite.n > to),
  );
  const named = callIds.flatMap((id) =>
    dialogs.invitationsWith(id).filter(({ tap, role }) => tap === by && role === 'uac'),
  );
  return [...new Set([...named, ...meanwhile])].toSorted((a, b) => a.invite.n - b.invite.n);
}

export function readRetrieval(action: Action, known: Known): Retrieval | undefined {
  const { call, by, asked } = action;
  if (call === undefined || by === undefined) return undefined;
  const { dialogs, messages, owners } = known;
  const request = triesOf(dialogs, action).at(-1)?.invite;
  const reply = replyTo(messages, request, action);
  const until = nextOf(known, action, ['retrieve']);
  const legs = legsIn(owners, by, call).filter(({ invite }) => invite.n > asked.n && invite.n < until);
  return { action, call, by, request, reply, legs };
}
