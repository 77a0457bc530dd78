/** What the pools showed when they were asked for their orbits (RFC 4235 documents, RFC 6665 polls). */
import type { Action } from '../../judge/evidence/actions.ts';
import type { Seen } from '../../judge/evidence/seen-messages.ts';
import { bodyOf } from '../../sip/body.ts';
import { DIALOG_INFO, type DialogEntry, parseDialogInfo, type ReadDialogInfo } from '../../sip/dialog-info.ts';
import type { SipRequest } from '../../sip/message/message.ts';
import { decodeText } from '../../sip/message/octets.ts';
import { parseUri } from '../../sip/uri.ts';
import type { Evidence, Lookup, ShownCall } from '../reading.ts';
import { departuresOf } from './read-departures.ts';

export function readLookup(action: Action, { messages }: Pick<Evidence, 'messages'>): Lookup {
  const { by, callId } = action;
  const { pool, orbit } = action.asked;
  const request =
    by === undefined || callId === undefined ? undefined : messages.requests(by, callId, 'SUBSCRIBE', 'out').at(-1);
  if (by === undefined || callId === undefined || request === undefined) {
    return { action, pool, orbit, request, told: undefined, answered: false, shown: [], unreadable: 0, departures: [] };
  }
  const taken = messages.requests(by, callId, 'NOTIFY', 'in').filter((notify) => messages.isTaken(notify));
  const documents = taken.flatMap(documentIn);
  const last = documents.at(-1);
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
    unreadable: last?.unreadable ?? 0,
    departures: departuresOf(
      request,
      documents.flatMap(({ notify, info }) => (info === undefined ? [] : [{ notify, info }])),
    ),
  };
}

interface Document extends Pick<ReadDialogInfo, 'dialogs' | 'unreadable'> {
  readonly notify: Seen<SipRequest>;
  /** Undefined where the body was empty. */
  readonly info: ReadDialogInfo | undefined;
}

function documentIn(notify: Seen<SipRequest>): readonly Document[] {
  const body = bodyOf(notify.message, DIALOG_INFO);
  if (body === undefined) return [];
  // An orbit without any state may be told of by an empty body (RFC 6665 section 4.2.1.2).
  if (decodeText(body).trim() === '') return [{ dialogs: [], unreadable: 0, notify, info: undefined }];
  const info = parseDialogInfo(body);
  return info === undefined ? [] : [{ dialogs: info.dialogs, unreadable: info.unreadable, notify, info }];
}

/** Nobody takes a dialog over that is not confirmed (RFC 3891 section 3). The pool's own target names the orbit. */
function shownCall({ callId, localTarget, localIdentity, state }: DialogEntry): ShownCall {
  return { callId, orbit: userOf(localTarget) ?? userOf(localIdentity), state, parkedState: 'confirmed' };
}

function userOf(uri: string | undefined): string | undefined {
  return uri === undefined ? undefined : parseUri(uri)?.user;
}
