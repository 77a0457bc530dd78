/**
 * A dialog as a value (RFC 3261 12): its two ends, the target of its requests and the sequence numbers in use.
 * Every function here returns a new dialog; nothing is kept.
 */
import { contactUri } from '../fields/contact.ts';
import { cseq } from '../fields/cseq.ts';
import { parseNameAddr } from '../fields/name-addr.ts';
import { callId, fromTag, toTag } from '../fields/tags.ts';
import { header, headerValues } from '../message/headers.ts';
import type { SipMessage, SipRequest, SipResponse } from '../message/message.ts';

/** The three values that name a dialog, seen from our side. */
export interface DialogId {
  readonly callId: string;
  readonly localTag: string;
  /** Empty when the peer gave none, as RFC 2543 peers do. */
  readonly remoteTag: string;
}

export interface Dialog extends DialogId {
  /** CSeq number of the last request we sent; 0 before the first. */
  readonly localSeq: number;
  /** CSeq number of the last request the peer sent; undefined before the first. */
  readonly remoteSeq: number | undefined;
  /** Address of record of our side, without parameters of the header field. */
  readonly localUri: string;
  readonly remoteUri: string;
  /** The peer's contact URI: where requests go at the end of the route. */
  readonly remoteTarget: string;
  /** Values for the Route header field, first hop first. */
  readonly routeSet: readonly string[];
  /** Made over TLS with a sips URI, so that the peer must be spoken to in the same way. */
  readonly secure: boolean;
}

/** The dialog that a response with a To tag makes at the side that sent the request (RFC 3261 12.1.2). */
export function dialogFromUac(request: SipRequest, response: SipResponse): Dialog {
  return {
    callId: callId(request) ?? '',
    localTag: fromTag(request) ?? '',
    remoteTag: toTag(response) ?? '',
    localSeq: cseq(request)?.seq ?? 0,
    remoteSeq: undefined,
    localUri: uriIn(request, 'From'),
    remoteUri: uriIn(request, 'To'),
    remoteTarget: contactUri(response) ?? request.uri,
    routeSet: headerValues(response, 'Record-Route').toReversed(),
    secure: request.uri.startsWith('sips:'),
  };
}

/** The dialog that `response`, sent by us to `request`, makes at our side (RFC 3261 12.1.1). */
export function dialogFromUas(request: SipRequest, response: SipResponse): Dialog {
  return answeringDialog(request, toTag(response) ?? '', 0);
}

/**
 * The dialog of a subscription, which its first NOTIFY makes (RFC 6665 4.4.1). `request` is the SUBSCRIBE or REFER we
 * sent; the NOTIFY may come before the answer to it.
 */
export function dialogFromNotify(request: SipRequest, notify: SipRequest): Dialog {
  return answeringDialog(notify, fromTag(request) ?? '', cseq(request)?.seq ?? 0);
}

/** True for two names of the same dialog seen from the same side. */
export function sameDialog(a: DialogId, b: DialogId): boolean {
  return a.callId === b.callId && a.localTag === b.localTag && a.remoteTag === b.remoteTag;
}

/** The dialog that a request from the peer names, seen from our side; undefined when it names none (no To tag). */
export function dialogIdOf(request: SipRequest): DialogId | undefined {
  const localTag = toTag(request);
  if (localTag === undefined) return undefined;
  return { callId: callId(request) ?? '', localTag, remoteTag: fromTag(request) ?? '' };
}

function answeringDialog(request: SipRequest, localTag: string, localSeq: number): Dialog {
  const remoteUri = uriIn(request, 'From');
  return {
    callId: callId(request) ?? '',
    localTag,
    remoteTag: fromTag(request) ?? '',
    localSeq,
    remoteSeq: cseq(request)?.seq,
    localUri: uriIn(request, 'To'),
    remoteUri,
    // A request that makes a dialog must carry a Contact; one that does not is answered where it says it comes from.
    remoteTarget: contactUri(request) ?? remoteUri,
    routeSet: headerValues(request, 'Record-Route'),
    secure: request.uri.startsWith('sips:'),
  };
}

function uriIn(message: SipMessage, name: 'From' | 'To'): string {
  const value = header(message, name) ?? '';
  return parseNameAddr(value)?.uri ?? value;
}
