/** Which transaction a message belongs to: RFC 3261 17.1.3 and 17.2.3. Keys are opaque; equal keys, same transaction. */
import { cseq } from '../fields/cseq.ts';
import { callId, fromTag, toTag } from '../fields/tags.ts';
import { topVia } from '../fields/via.ts';
import { headerValues } from '../message/headers.ts';
import type { SipRequest, SipResponse } from '../message/message.ts';
import { sentBy } from './top-via.ts';

/**
 * Branches are compared as they are written: those that we make differ by case, and RFC 3261 gives no reason to
 * change the case of a branch that is to come back.
 */
const cookie = 'z9hG4bK';

/** 17.1.3: a response is matched by the branch of its top Via and the method of its CSeq. */
export function responseKey(response: SipResponse): string | undefined {
  const branch = topVia(response)?.params.get('branch');
  const method = cseq(response)?.method;
  return branch === undefined || method === undefined ? undefined : clientKey(branch, method);
}

export const clientKey = (branch: string, method: string): string => `${method} ${branch}`;

/** What a request shares with its retransmissions, its CANCEL and, where RFC 3261 made the branch, its ACK. */
export interface RequestMatch {
  readonly base: string;
  readonly method: string;
}

/**
 * What a request outside of a dialog shares with itself when a proxy has sent it here on two ways: all but its
 * transaction (8.2.2.2). Undefined for one in a dialog, and for those that belong to another's transaction.
 */
export function mergeKey(request: SipRequest): string | undefined {
  const tag = fromTag(request);
  if (tag === undefined || toTag(request) !== undefined || /^(ACK|CANCEL)$/.test(request.method)) return undefined;
  return JSON.stringify([request.method, tag, callId(request), cseq(request)?.seq]);
}

/** The transaction that this request starts, or belongs to when it came before. */
export function requestMatch(request: SipRequest): RequestMatch {
  return { base: unique(request) ?? legacy(request, toTag(request)), method: request.method };
}

/**
 * The bases of the INVITEs that this ACK may acknowledge, if the response bore its To tag. An RFC 2543 client repeats no
 * branch that could be relied on; then the INVITE had the ACK's To tag (in a dialog) or none.
 */
export function acknowledgedBases(ack: SipRequest): readonly string[] {
  const base = unique(ack);
  return base === undefined ? [legacy(ack, toTag(ack)), legacy(ack, undefined)] : [base];
}

/** RFC 2543 matching is by To tag also (17.2.3); a branch that RFC 3261 made needs no more. */
export function acknowledges(ack: SipRequest, response: SipResponse): boolean {
  return unique(ack) !== undefined || toTag(ack) === toTag(response);
}

/** A magic cookie with nothing after it is in no way unique (RFC 4475 3.1.2.19: treat as RFC 2543). */
function unique(request: SipRequest): string | undefined {
  const via = topVia(request);
  const branch = via?.params.get('branch');
  if (via === undefined || branch === undefined) return undefined;
  if (branch.length === cookie.length || branch.slice(0, cookie.length).toLowerCase() !== cookie.toLowerCase()) {
    return undefined;
  }
  return JSON.stringify([branch, sentBy(via)]);
}

/** 17.2.3, second list. The CSeq number only: the method is compared beside the base. */
function legacy(request: SipRequest, to: string | undefined): string {
  const via = headerValues(request, 'Via')[0]?.replace(/\s+/g, ' ');
  return JSON.stringify([request.uri, to, fromTag(request), callId(request), cseq(request)?.seq, via]);
}
