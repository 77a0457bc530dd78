/** Which dialog an INVITE with Replaces takes over, or how it must be refused (RFC 3891 3). */
import { parseReplaces } from '../fields/replaces.ts';
import { toTag } from '../fields/tags.ts';
import { headerValues } from '../message/headers.ts';
import type { SipRequest } from '../message/message.ts';
import { sameDialog, type DialogId } from './dialog.ts';

/** A dialog of ours that a Replaces may name. */
export interface Replaceable extends DialogId {
  readonly usage: 'invite' | 'other';
  readonly phase: 'early' | 'confirmed' | 'ended';
  /** The side that sent the INVITE. */
  readonly initiator: 'local' | 'remote';
}

export type ReplacesVerdict<D extends Replaceable> =
  | { readonly kind: 'absent' }
  | { readonly kind: 'refuse'; readonly status: 400 | 481 | 486 | 603; readonly reason: string }
  | { readonly kind: 'match'; readonly dialog: D };

/** True for a Replaces that only an INVITE outside of a dialog may carry. */
export function isReplacesMisplaced(request: SipRequest): boolean {
  const misplaced = request.method !== 'INVITE' || toTag(request) !== undefined;
  return misplaced && headerValues(request, 'Replaces').length > 0;
}

/** Judges the Replaces of a request that is about to make a dialog. No dialog is touched by a refusal. */
export function judgeReplaces<D extends Replaceable>(request: SipRequest, dialogs: readonly D[]): ReplacesVerdict<D> {
  const fields = headerValues(request, 'Replaces');
  const [value] = fields;
  if (value === undefined) return { kind: 'absent' };
  if (fields.length > 1) return refuse(400, 'More Than One Replaces');
  if (request.method !== 'INVITE') return refuse(400, 'Replaces Outside INVITE');
  if (headerValues(request, 'Join').length > 0) return refuse(400, 'Replaces With Join');
  const named = parseReplaces(value);
  if (named === undefined) return refuse(400, 'Bad Replaces');
  // The header is written for its reader: to-tag is our tag, from-tag the peer's.
  const id = { callId: named.callId, localTag: named.toTag, remoteTag: named.fromTag };
  const matches = dialogs.filter((dialog) => sameDialog(dialog, id));
  const [dialog] = matches;
  if (dialog === undefined || matches.length > 1) return refuse(481, 'No Such Dialog To Replace');
  if (dialog.usage !== 'invite') return refuse(481, 'Not An INVITE Dialog');
  switch (dialog.phase) {
    case 'ended':
      return refuse(603, 'Dialog Already Terminated');
    case 'early':
      return dialog.initiator === 'local' ? { kind: 'match', dialog } : refuse(481, 'Early Dialog Of Another');
    case 'confirmed':
      return named.earlyOnly ? refuse(486, 'Dialog Already Confirmed') : { kind: 'match', dialog };
    default:
      return dialog.phase satisfies never;
  }
}

function refuse(
  status: 400 | 481 | 486 | 603,
  reason: string,
): { kind: 'refuse'; status: typeof status; reason: string } {
  return { kind: 'refuse', status, reason };
}
