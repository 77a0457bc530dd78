/** What the pools showed when they were asked for their orbits (RFC 4235 documents, RFC 6665 polls). */
import type { Dialect } from '../../candidate/dialect/dialect-table.ts';
import type { Beside } from '../../history/event.ts';
import type { Action } from '../../judge/evidence/actions.ts';
import type { Messages, Seen } from '../../judge/evidence/seen-messages.ts';
import type { Unread } from '../../judge/evidence/unreadable-message.ts';
import { WORDS } from '../../judge/sentences/field-words.ts';
import { bodyOf } from '../../sip/body.ts';
import type { DialogEntry } from '../../sip/dialog-info.ts';
import type { SipRequest } from '../../sip/message/message.ts';
import { parseUri } from '../../sip/uri.ts';
import { isOfOthers, type OrbitDocument, readOrbitDocument } from '../shown-state.ts';
import type { Evidence, Lookup, ShownCall } from '../reading.ts';
import { hookOf } from './read-hooks.ts';
import { departuresOf } from './read-departures.ts';

/**
 * @param dialect  of the candidate
 * @param beside   whose calls at an orbit are none of the cell
 */
export function readLookup(
  { state }: Dialect,
  action: Action,
  { messages, hooks }: Pick<Evidence, 'messages' | 'hooks'>,
  beside?: Beside,
): Lookup {
  const { by, callIds, range } = action;
  if (state.hook !== undefined) return toldByHook(state.parked, state.hook.match, action, { hooks });
  const { pool, orbit } = action.asked;
  // A redirect is followed with another Call-ID, and the one that was sent last leads to the orbit.
  const sent = by === undefined ? [] : callIds.flatMap((id) => messages.requests(by, id, 'SUBSCRIBE', 'out'));
  // A subscription that is held is asked again by each look-up.
  const mine = sent.filter(({ n }) => !state.held || (n >= range.from && n <= range.to));
  const request = mine.toSorted((one, other) => one.n - other.n).at(-1);
  if (by === undefined || request === undefined) {
    const nothing = { told: undefined, answered: false, shown: [], unread: undefined, unreadable: 0, departures: [] };
    return { action, pool, orbit, request, ...nothing };
  }
  const { n: since } = request;
  const notifies = messages
    .requests(by, request.callId, 'NOTIFY', 'in')
    .filter(({ n }) => !state.held || (n > since && n <= range.to));
  const documents = notifies
    .filter((notify) => messages.isTaken(notify))
    .flatMap((notify) => documentIn(notify, state));
  const last = documents.at(-1);
  const answer = messages.final(request);
  const isRefusal = answer !== undefined && answer.message.status >= 300;
  const live = (last?.dialogs ?? []).filter((dialog) => dialog.state !== 'terminated' && !isOfOthers(dialog, beside));
  return {
    action,
    pool,
    orbit,
    request,
    told: last?.notify ?? answer,
    answered: last !== undefined || isRefusal,
    unread: last === undefined && !isRefusal ? unreadAnswer(messages, request, notifies, state) : undefined,
    shown: live.map((dialog) => shownCall(dialog, orbit, state.parked)),
    unreadable: last?.unreadable ?? 0,
    departures: departuresOf(
      request,
      documents.flatMap(({ notify, info }) => (info === undefined ? [] : [{ notify, info }])),
    ),
  };
}

/** A hook tells whether a call is at the orbit, and not which. */
function toldByHook(
  parkedStates: Dialect['state']['parked'],
  match: string,
  action: Action,
  evidence: Pick<Evidence, 'hooks'>,
): Lookup {
  const { by = 'alice', callId = '', asked } = action;
  const { n, t, pool, orbit } = asked;
  const hook = hookOf(evidence, action, 'state');
  const isThere = hook?.outcome === 'done' && new RegExp(match).test(hook.output);
  return {
    action,
    pool,
    orbit,
    request: hook && { n, t, tap: by, callId, remote: '' },
    told: undefined,
    // An administration may answer that there is no such call; a script that fails says nothing.
    answered: hook?.outcome === 'done' || (hook?.outcome === 'refused' && hook.hook === 'http'),
    shown: isThere ? [{ callId: undefined, orbit, state: parkedStates[0] ?? 'confirmed', parkedStates }] : [],
    unread: undefined,
    unreadable: 0,
    departures: [],
  };
}

/** The NOTIFY, or the answer to the SUBSCRIBE, that came and that nobody could read. */
function unreadAnswer(
  messages: Messages,
  request: Seen,
  notifies: ReadonlyArray<Seen<SipRequest>>,
  state: Dialect['state'],
): Unread | undefined {
  const { tap, callId, n } = request;
  const unread = messages.unreadableRequest(tap, callId, 'NOTIFY', n) ?? messages.unreadableTo(request);
  const last = notifies.at(-1);
  if (unread !== undefined || last === undefined) return unread;
  const hasBody = bodyOf(last.message, state.accept) !== undefined;
  const missing = state.match === undefined ? WORDS.noDialogInfo : WORDS.noDocument(state.accept);
  const content = hasBody ? WORDS.badDialogInfo : missing;
  const isReadable = documentIn(last, state).length > 0;
  return { n: last.n, reason: (isReadable ? messages.refusedAs(last) : undefined) ?? content };
}

interface Document extends OrbitDocument {
  readonly notify: Seen<SipRequest>;
}

function documentIn(notify: Seen<SipRequest>, state: Dialect['state']): readonly Document[] {
  const body = bodyOf(notify.message, state.accept);
  const shown = body && readOrbitDocument(body, state);
  return shown === undefined ? [] : [{ ...shown, notify }];
}

/** The pool's own target names the orbit, else the address that was asked for. */
function shownCall(
  { callId, localTarget, localIdentity, state }: DialogEntry,
  asked: string | undefined,
  parkedStates: Dialect['state']['parked'],
): ShownCall {
  return { callId, orbit: userOf(localTarget) ?? userOf(localIdentity) ?? asked, state, parkedStates };
}

function userOf(uri: string | undefined): string | undefined {
  return uri === undefined ? undefined : parseUri(uri)?.user;
}
