/** How a request was answered, in the terms of the outcomes: refusal is a final failure, silence is none. */
import type { SipRequest, SipResponse } from '../../sip/message/message.ts';
import { type Action, failure, wasUnreachable } from './actions.ts';
import { type Messages, type Seen, statusLine } from './seen-messages.ts';
import type { UnreadableMessage } from './unreadable-message.ts';
import { WORDS } from '../sentences/field-words.ts';

export type Reply =
  | { readonly kind: 'accepted' | 'refused'; readonly n: number; readonly t: number; readonly words: string }
  /** Neither yes nor no: a challenge left standing, a redirect that led nowhere, a request taken without any result. */
  | { readonly kind: 'evaded'; readonly n: number; readonly words: string; readonly pending: boolean }
  /** An answer that nobody could read: it is neither yes nor no, and no silence. */
  | { readonly kind: 'unreadable'; readonly n: number; readonly words: string; readonly why: string }
  | { readonly kind: 'unreachable'; readonly n: number; readonly t: number; readonly words: string }
  | { readonly kind: 'silent'; readonly n: number; readonly request: Seen }
  /** An order outside SIP, asked at `t`, that had no answer in time. */
  | { readonly kind: 'unanswered'; readonly n: number; readonly t: number; readonly words: string }
  /** Keys that were pressed demand no answer, and nothing came of them. */
  | { readonly kind: 'unheeded'; readonly n: number; readonly t: number }
  | { readonly kind: 'not-sent'; readonly words: string };

/** How a request was answered. */
export function replyTo(messages: Messages, request: Seen<SipRequest> | undefined, action: Action | undefined): Reply {
  if (request === undefined) return answered(request, undefined, action);
  return answered(request, finalTo(messages, request), action, messages.unreadableTo(request));
}

/**
 * The final answer to a request, but for the 487 that ends an INVITE which its phone has given up itself: that is no word of
 * the server (RFC 3261 9.1).
 */
export function finalTo(messages: Messages, request: Seen): Seen<SipResponse> | undefined {
  const final = messages.final(request);
  if (final?.message.status !== 487) return final;
  const { tap, callId, seq, n } = request;
  const cancels = messages.requests(tap, callId, 'CANCEL', 'out');
  return cancels.some((cancel) => cancel.seq === seq && cancel.n > n && cancel.n < final.n) ? undefined : final;
}

export function answered(
  request: Seen<SipRequest> | undefined,
  final: Seen<SipResponse> | undefined,
  action: Action | undefined,
  unreadable?: UnreadableMessage,
): Reply {
  if (request === undefined) return { kind: 'not-sent', words: (action && failure(action)) ?? WORDS.nothingSent };
  if (final === undefined && unreadable !== undefined) {
    return { kind: 'unreadable', n: unreadable.n, why: unreadable.reason, words: WORDS.unreadable(unreadable.reason) };
  }
  if (final === undefined) {
    if (action?.ended === undefined || !wasUnreachable(action)) return { kind: 'silent', n: request.n, request };
    return { kind: 'unreachable', n: request.n, t: action.ended.t, words: failure(action) ?? '' };
  }
  const { n, t, message } = final;
  const words = statusLine(final);
  if (message.status < 300) return { kind: 'accepted', n, t, words };
  if (message.status < 400 || message.status === 401 || message.status === 407)
    return { kind: 'evaded', n, words, pending: false };
  return { kind: 'refused', n, t, words };
}

/** Nothing came, or not enough: somebody who was late himself may have missed it. */
export function isAbsent(reply: Reply): boolean {
  if (reply.kind === 'evaded') return reply.pending;
  return reply.kind === 'silent' || reply.kind === 'unanswered' || reply.kind === 'unheeded';
}

export function describeReply(reply: Reply): string {
  switch (reply.kind) {
    case 'accepted':
    case 'refused':
    case 'evaded':
      return WORDS.answerWas(reply.words);
    case 'unreachable':
    case 'unanswered':
      return reply.words;
    case 'unreadable':
      return WORDS.answeredUnreadable(reply.why);
    case 'silent':
      return WORDS.noAnswer;
    case 'unheeded':
      return WORDS.unheeded;
    case 'not-sent':
      return reply.words;
  }
}
