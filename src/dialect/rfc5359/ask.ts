/** Call park of RFC 5359 2.15: REFER to the park server, look-up by dialog package, retrieval by Replaces. */
import { parseDialogInfo, type DialogEntry } from '../../sip/dialog-info.ts';
import { parseNameAddr } from '../../sip/fields/name-addr.ts';
import { formatReplaces, parseReplaces, type Replaces } from '../../sip/fields/replaces.ts';
import type { Candidate } from '../../candidate/candidate.ts';
import { encodeText } from '../../sip/message/octets.ts';
import { addressOf } from '../../sip/route.ts';
import { cutUri, escapeUser, parseUri, withUriHeaders } from '../../sip/uri.ts';
import type { DialResult, Sipfrag } from '../../phone/phone.ts';
import type {
  FoundDialog,
  LookupRequest,
  LookupResult,
  ParkDialect,
  ParkedParty,
  ParkRequest,
  ParkResult,
  RetrieveRequest,
} from '../dialect.ts';

/** Redirects that are followed for one orbit; more are a loop between the pools. */
const REDIRECTS = 3;

export const rfc5359: ParkDialect = {
  requests: { park: 1, retrieve: 1 + REDIRECTS },
  looksUpFirst: ({ retrieve: how }) => how === 'replaces',
  park,
  lookup,
  holding,
  retrieve,
};

async function park({ candidate, parker, leg, next, callIds: [callId], within }: ParkRequest): Promise<ParkResult> {
  const { dialog } = leg;
  // The pool's INVITE goes to the parkee, so the dialog is named as the parkee sees it.
  const replaces = formatReplaces({ callId: dialog.callId, toTag: dialog.remoteTag, fromTag: dialog.localTag });
  const result = await parker.refer({
    callId,
    uri: uriOf(candidate, candidate.parkUser),
    next,
    referTo: `<${withUriHeaders(leg.remoteTarget, [
      ['Replaces', replaces],
      ['Require', 'replaces'],
    ])}>`,
    referredBy: `<${parker.aor}>`,
    within,
  });
  switch (result.kind) {
    case 'accepted':
      return result.final === undefined ? { kind: 'silent' } : parkedOrNot(result.final);
    case 'answered':
      return { kind: 'refused', status: result.status, reason: result.reason };
    case 'silent':
    case 'unreachable':
      return result;
  }
}

/** The final sipfrag tells the orbit by its Contact, and the dialog of the parked call by From, To and Call-ID. */
function parkedOrNot(final: Sipfrag): ParkResult {
  const { status, reason } = final;
  if (status < 200 || status > 299) return { kind: 'refused', status, reason };
  const orbit = userOf(parseNameAddr(headerOf(final, 'Contact') ?? '')?.uri);
  const callId = headerOf(final, 'Call-ID');
  const localTag = tagOf(headerOf(final, 'From'));
  const remoteTag = tagOf(headerOf(final, 'To'));
  const named = callId !== undefined && localTag !== undefined && remoteTag !== undefined;
  return {
    kind: 'parked',
    ...(orbit === undefined ? {} : { orbit }),
    ...(named ? { dialog: { callId, localTag, remoteTag } } : {}),
  };
}

async function lookup(request: LookupRequest): Promise<LookupResult> {
  const { candidate, phone, orbit, next, within } = request;
  const [callId] = request.callIds;
  const uri = uriOf(candidate, orbit ?? candidate.parkUser);
  const result = await phone.poll({ callId, uri, next, event: 'dialog', within });
  switch (result.kind) {
    case 'notified':
      return dialogsIn(result.body);
    case 'no-notify':
      return { kind: 'answered', status: result.status, reason: 'but no NOTIFY came' };
    case 'answered':
    case 'silent':
    case 'unreachable':
      return result;
  }
}

/** A resource without any state may be told of by an empty body (RFC 6665 4.2.1.2). */
function dialogsIn(body: string): LookupResult {
  if (body.trim() === '') return { kind: 'dialogs', dialogs: [] };
  const info = parseDialogInfo(encodeText(body));
  if (info === undefined) return { kind: 'answered', status: 200, reason: 'but the NOTIFY holds no dialog-info' };
  return { kind: 'dialogs', dialogs: info.dialogs.flatMap(found) };
}

function found(entry: DialogEntry): readonly FoundDialog[] {
  const { state, callId, localTag, remoteTag } = entry;
  const remoteTarget = entry.remoteTarget ?? entry.remoteIdentity;
  if (state !== 'confirmed' || callId === undefined || localTag === undefined || remoteTag === undefined) return [];
  if (remoteTarget === undefined) return [];
  const orbit = userOf(entry.localTarget) ?? userOf(entry.localIdentity);
  return [{ callId, localTag, remoteTag, remoteTarget, ...(orbit === undefined ? {} : { orbit }) }];
}

function holding(shown: readonly FoundDialog[], { contact, callId }: ParkedParty): FoundDialog | undefined {
  return shown.find((dialog) => dialog.callId === callId || dialog.remoteTarget === contact);
}

async function retrieve(request: RetrieveRequest): Promise<DialResult> {
  return request.found === undefined ? dialOrbit(request) : takeOver(request, request.found);
}

async function takeOver(request: RetrieveRequest, dialog: FoundDialog): Promise<DialResult> {
  const { phone, next, within } = request;
  const [callId] = request.callIds;
  const { remoteTarget: uri, localTag, remoteTag } = dialog;
  // Seen from the parkee, who is the pool's remote side (RFC 3891 3).
  const replaces = { callId: dialog.callId, toTag: remoteTag, fromTag: localTag };
  return phone.dial({ callId, uri, next: addressOf(parseUri(uri)) ?? next, replaces, within });
}

/** Follows redirects: to the parkee when one says what to replace there, to another pool when it does not. */
async function dialOrbit(request: RetrieveRequest): Promise<DialResult> {
  const { candidate, phone, orbit, next, within } = request;
  const [first, ...others] = request.callIds;
  const started = performance.now();
  let result = await phone.dial({ callId: first, uri: uriOf(candidate, orbit), next, within });
  for (const callId of others) {
    const redirect = result.kind === 'answered' && isRedirect(result.status) ? redirectTo(result.contact) : undefined;
    if (redirect === undefined) return result;
    const left = Math.max(0, within - (performance.now() - started));
    // oxlint-disable-next-line no-await-in-loop -- where to call next is known only from the answer
    result = await phone.dial({
      ...redirect,
      callId,
      next: addressOf(parseUri(redirect.uri)) ?? next,
      within: left,
    });
  }
  return result;
}

function uriOf({ domain }: Candidate, user: string): string {
  return `sip:${escapeUser(user)}@${domain}`;
}

function isRedirect(status: number): boolean {
  return status >= 300 && status < 400;
}

function redirectTo(contact: string | undefined): { uri: string; replaces?: Replaces } | undefined {
  const uri = parseUri(contact ?? '');
  if (uri === undefined) return undefined;
  const value = uri.headers.find(([name]) => name.toLowerCase() === 'replaces')?.[1];
  const replaces = value === undefined ? undefined : parseReplaces(value);
  return { uri: cutUri(contact ?? ''), ...(replaces === undefined ? {} : { replaces }) };
}

function userOf(uri: string | undefined): string | undefined {
  return uri === undefined ? undefined : parseUri(uri)?.user;
}

function headerOf(frag: Sipfrag, wanted: string): string | undefined {
  return frag.headers.find(({ name }) => name.toLowerCase() === wanted.toLowerCase())?.value;
}

function tagOf(value: string | undefined): string | undefined {
  return value === undefined ? undefined : parseNameAddr(value)?.params.get('tag');
}
