/** What a request or a response inside a dialog changes in it (RFC 3261 12.2). */
import { contactUri } from '../fields/contact.ts';
import { cseq } from '../fields/cseq.ts';
import type { SipMessage, SipRequest } from '../message/message.ts';
import type { Dialog } from './dialog.ts';

export type Received =
  | { readonly ok: true; readonly dialog: Dialog }
  /** The status to answer with; the dialog stays as it was. */
  | { readonly ok: false; readonly refuse: 500 };

/** Takes the sequence number of a request from the peer (RFC 3261 12.2.2). ACK and CANCEL bear another's and are let through. */
export function receive(dialog: Dialog, request: SipRequest): Received {
  if (request.method === 'ACK' || request.method === 'CANCEL') return { ok: true, dialog };
  const seq = cseq(request)?.seq ?? 0;
  // Retransmissions never get here, so an equal number is a second request under one number.
  if (dialog.remoteSeq !== undefined && seq <= dialog.remoteSeq) return { ok: false, refuse: 500 };
  return { ok: true, dialog: { ...dialog, remoteSeq: seq } };
}

const targetRefreshing = new Set(['INVITE', 'UPDATE', 'SUBSCRIBE', 'NOTIFY', 'REFER']);

/** True for methods that move the peer's target by their Contact (RFC 3261 12.2, RFC 3311, RFC 6665, RFC 3515). */
export function refreshesTarget(method: string): boolean {
  return targetRefreshing.has(method);
}

/**
 * The dialog after a target refresh request or its 2xx took effect. Called only once the request is accepted, so that a
 * refused re-INVITE leaves the target alone (RFC 6141 4).
 */
export function refreshTarget(dialog: Dialog, message: SipMessage): Dialog {
  const remoteTarget = contactUri(message);
  return remoteTarget === undefined ? dialog : { ...dialog, remoteTarget };
}
