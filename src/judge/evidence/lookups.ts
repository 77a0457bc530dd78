/** What the pools showed when they were asked for their orbits (RFC 4235 documents, RFC 6665 polls). */
import type { SipRequest, SipResponse } from '../../sip/message/message.ts';
import { decodeText } from '../../sip/message/octets.ts';
import { type DialogState, parseDialogInfo } from '../../sip/dialog-info.ts';
import { parseUri } from '../../sip/uri.ts';
import type { PoolName } from '../../suite/cell.ts';
import type { Action } from './actions.ts';
import type { Messages, Seen } from './seen-messages.ts';

export interface ShownDialog {
  readonly callId: string | undefined;
  /** User part of the pool's own target: the number of the orbit. */
  readonly orbit: string | undefined;
  readonly state: DialogState;
}

export interface Lookup {
  readonly action: Action;
  readonly pool: PoolName | undefined;
  /** Undefined: all orbits of the pool. */
  readonly orbit: string | undefined;
  readonly subscribe: Seen<SipRequest> | undefined;
  readonly answer: Seen<SipResponse> | undefined;
  readonly notify: Seen<SipRequest> | undefined;
  /** Dialogs that are not over. */
  readonly shown: readonly ShownDialog[];
  /** Number of dialogs in the document that could not be read: what they are is not known. */
  readonly unreadable: number;
}

export function lookupsOf(actions: readonly Action[], messages: Messages): readonly Lookup[] {
  return actions.filter(({ verb }) => verb === 'lookup').map((action) => readLookup(action, messages));
}

function readLookup(action: Action, messages: Messages): Lookup {
  const { by, callId } = action;
  const { pool, orbit } = action.asked;
  const subscribe =
    by === undefined || callId === undefined ? undefined : messages.requests(by, callId, 'SUBSCRIBE', 'out').at(-1);
  if (by === undefined || callId === undefined || subscribe === undefined) {
    return { action, pool, orbit, subscribe, answer: undefined, notify: undefined, shown: [], unreadable: 0 };
  }
  const documents = messages.requests(by, callId, 'NOTIFY', 'in').flatMap((notify) => {
    const { body } = notify.message;
    // An orbit without any state may be told of by an empty body (RFC 6665 4.2.1.2).
    const document = decodeText(body).trim() === '' ? { dialogs: [], unreadable: 0 } : parseDialogInfo(body);
    return document === undefined ? [] : [{ ...document, notify }];
  });
  const last = documents.at(-1);
  const live = (last?.dialogs ?? []).filter((dialog) => dialog.state !== 'terminated');
  const shown = live.map(({ callId: id, localTarget, localIdentity, state }) => ({
    callId: id,
    orbit: userOf(localTarget) ?? userOf(localIdentity),
    state,
  }));
  return {
    action,
    pool,
    orbit,
    subscribe,
    answer: messages.final(subscribe),
    notify: last?.notify,
    shown,
    unreadable: last?.unreadable ?? 0,
  };
}

/** The dialogs that could not be read, in words; undefined where all could. */
export function unreadWords({ unreadable }: Lookup): string | undefined {
  if (unreadable === 0) return undefined;
  return `${unreadable} ${unreadable === 1 ? 'dialog' : 'dialogs'} of the NOTIFY could not be read`;
}

/** Did the pool say anything at all? A refusal of the SUBSCRIBE says that there is nothing to show. */
export function wasAnswered(lookup: Lookup): boolean {
  return lookup.notify !== undefined || (lookup.answer !== undefined && lookup.answer.message.status >= 300);
}

/** The event that tells what came of asking. */
export function toldBy({ notify, answer, action }: Lookup): number {
  return (notify ?? answer ?? action.asked).n;
}

function userOf(uri: string | undefined): string | undefined {
  return uri === undefined ? undefined : parseUri(uri)?.user;
}
