/** What the document of an orbit shows: the dialogs in it (RFC 4235), or whether it is as that of an occupied orbit. */
import type { Beside } from '../history/event.ts';
import { parseUri } from '../sip/uri.ts';
import type { Dialect } from '../candidate/dialect/dialect-table.ts';
import { type DialogEntry, parseDialogInfo, type ReadDialogInfo } from '../sip/dialog-info.ts';
import { decodeText } from '../sip/message/octets.ts';

export interface OrbitDocument {
  readonly dialogs: readonly DialogEntry[];
  /** Number of dialogs that could not be read. */
  readonly unreadable: number;
  /** Of a document that shows dialogs. */
  readonly info?: ReadDialogInfo;
}

/** Undefined where it cannot be read. An orbit without any state may be told of by an empty body (RFC 6665 section 4.2.1.2). */
export function readOrbitDocument(body: Uint8Array, { match, parked }: Dialect['state']): OrbitDocument | undefined {
  const text = decodeText(body);
  if (text.trim() === '') return { dialogs: [], unreadable: 0 };
  if (match !== undefined) {
    // It tells that a call is there, and not which.
    const [state = 'confirmed'] = parked;
    return { dialogs: new RegExp(match).test(text) ? [{ id: '', state }] : [], unreadable: 0 };
  }
  const info = parseDialogInfo(body);
  return info && { dialogs: info.dialogs, unreadable: info.unreadable, info };
}

/** It shows a parked call. */
export function isOccupied(body: Uint8Array, state: Dialect['state']): boolean {
  const dialogs = readOrbitDocument(body, state)?.dialogs ?? [];
  return dialogs.some((dialog) => state.parked.some((each) => each === dialog.state));
}

/** The party in the dialog is a user of another cell: what is shown says so itself, by an address of record or a contact (RFC 4235 4.1.6). */
export function isOfOthers(
  { remoteIdentity, remoteTarget }: Pick<DialogEntry, 'remoteIdentity' | 'remoteTarget'>,
  beside: Pick<Beside, 'users'> | undefined,
): boolean {
  if (beside === undefined) return false;
  const names = [remoteIdentity, remoteTarget].flatMap((uri) => (uri && parseUri(uri)?.user) ?? []);
  return names.some((name) => beside.users.includes(name));
}
