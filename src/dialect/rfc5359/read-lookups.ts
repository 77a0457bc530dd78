/** What the pools showed when they were asked for their orbits (RFC 4235 documents, RFC 6665 polls). */
import type { Action } from '../../judge/evidence/actions.ts';
import type { Messages, Seen } from '../../judge/evidence/seen-messages.ts';
import { type DialogEntry, parseDialogInfo } from '../../sip/dialog-info.ts';
import type { SipRequest } from '../../sip/message/message.ts';
import { parseUri } from '../../sip/uri.ts';
import type { Evidence, Lookup, ShownCall } from '../reading.ts';

export function lookupsOf({ actions, messages }: Evidence): readonly Lookup[] {
  return actions.filter(({ verb }) => verb === 'lookup').map((action) => readLookup(action, messages));
}

function readLookup(action: Action, messages: Messages): Lookup {
  const { by, callId } = action;
  const { pool, orbit } = action.asked;
  const request =
    by === undefined || callId === undefined ? undefined : messages.requests(by, callId, 'SUBSCRIBE', 'out').at(-1);
  if (by === undefined || callId === undefined || request === undefined) {
    return { action, pool, orbit, request, told: undefined, answered: false, shown: [] };
  }
  const last = messages.requests(by, callId, 'NOTIFY', 'in').flatMap(documentIn).at(-1);
  const answer = messages.final(request);
  const live = (last?.dialogs ?? []).filter((dialog) => dialog.state !== 'terminated');
  return {
    action,
    pool,
    orbit,
    request,
    told: last?.notify ?? answer,
    answered: last !== undefined || (answer !== undefined && answer.message.status >= 300),
    shown: live.map(shownCall),
  };
}

function documentIn(
  notify: Seen<SipRequest>,
): ReadonlyArray<{ readonly notify: Seen; readonly dialogs: readonly DialogEntry[] }> {
  const body = Buffer.from(notify.message.body).toString('utf8');
  // An orbit without any state may be told of by an empty body (RFC 6665 4.2.1.2).
  const document = body.trim() === '' ? { dialogs: [] } : parseDialogInfo(body);
  return document === undefined ? [] : [{ notify, dialogs: document.dialogs }];
}

/** Nobody takes a dialog over that is not confirmed (RFC 3891 section 3). The pool's own target names the orbit. */
function shownCall({ callId, localTarget, localIdentity, state }: DialogEntry): ShownCall {
  return { callId, orbit: userOf(localTarget) ?? userOf(localIdentity), state, parkedState: 'confirmed' };
}

function userOf(uri: string | undefined): string | undefined {
  return uri === undefined ? undefined : parseUri(uri)?.user;
}
