/** The progress of a REFER (RFC 3515): its answer, and the NOTIFYs of the subscription that it makes. A transfer is one in every dialect. */
import { parseNameAddr } from '../../sip/fields/name-addr.ts';
import { eventOf } from '../../sip/fields/event-package.ts';
import { header } from '../../sip/message/headers.ts';
import type { SipRequest, SipResponse } from '../../sip/message/message.ts';
import { readReferNotify } from '../../sip/refer-notify.ts';
import { parseUri } from '../../sip/uri.ts';
import type { Party } from '../../suite/cell.ts';
import type { Action } from './actions.ts';
import { answered, type Reply } from './observed-reply.ts';
import { isRequest, type Messages, type Seen } from './seen-messages.ts';
import type { UnreadableMessage, Unread } from './unreadable-message.ts';
import { ADVISORIES } from '../sentences/advisory-words.ts';
import { WORDS } from '../sentences/field-words.ts';

/** A NOTIFY of a refer subscription: how far the request got. */
export interface Progress {
  readonly seen: Seen<SipRequest>;
  readonly status: number;
  readonly reason: string;
  /** User part of the Contact that the sipfrag shows. */
  readonly contactUser: string | undefined;
}

export interface Referral {
  readonly refer: Seen<SipRequest> | undefined;
  readonly answer: Seen<SipResponse> | undefined;
  /** An answer that came and could not be read. */
  readonly unreadable?: UnreadableMessage | undefined;
  /** A NOTIFY of it that came and could not be read. */
  readonly unreadNotify?: Unread | undefined;
  /** The first final one. */
  readonly outcome: Progress | undefined;
  /** A final one that came after it and says otherwise. */
  readonly contradiction?: Progress | undefined;
}

/** A departure from what an RFC recommends. */
export interface Departure {
  readonly text: string;
  readonly source: string;
  readonly evidence: readonly number[];
}

/** The part of a history in which a REFER is looked for: from one event on, and before another. */
export interface Window {
  readonly from?: number;
  readonly before?: number;
}

/** The last REFER of a Call-ID in a window, after a challenge was met, and what came of it. */
export function readReferral(
  messages: Messages,
  by: Party,
  callId: string,
  { from = 0, before = Number.POSITIVE_INFINITY }: Window = {},
): Referral {
  const refer = messages.requests(by, callId, 'REFER', 'out').findLast(({ n }) => n >= from && n < before);
  if (refer === undefined) return { refer, answer: undefined, outcome: undefined };
  const next = nextRefer(messages, refer);
  const notifies = messages
    .of(by, callId)
    .filter((seen): seen is Seen<SipRequest> => isRequest(seen) && seen.method === 'NOTIFY' && seen.direction === 'in')
    .filter((seen) => seen.n > refer.n && isOf(refer, seen, next));
  const progress = notifies.filter((seen) => messages.isTaken(seen)).flatMap((seen) => readProgress(seen) ?? []);
  const outcome = progress.find(({ status }) => status >= 200);
  return {
    refer,
    answer: messages.final(refer),
    unreadable: messages.unreadableTo(refer),
    unreadNotify:
      messages.unreadableRequest(by, callId, 'NOTIFY', refer.n) ??
      notifies.map((notify) => unreadReport(messages, notify)).find((unread) => unread !== undefined),
    outcome,
    contradiction: outcome && contradicts(outcome, notifies),
  };
}

function nextRefer(messages: Messages, { tap, callId, n }: Seen): number {
  return messages.requests(tap, callId, 'REFER', 'out').find((each) => each.n > n)?.n ?? Number.POSITIVE_INFINITY;
}

/** A phone refuses what comes after the end of a subscription, and does nothing with it. */
function contradicts(outcome: Progress, notifies: ReadonlyArray<Seen<SipRequest>>): Progress | undefined {
  return notifies
    .filter(({ n }) => n > outcome.seen.n)
    .flatMap((seen) => readProgress(seen) ?? [])
    .find(({ status }) => status >= 200 && status < 300 !== outcome.status < 300);
}

/**
 * A dialog in which there were several REFERs names the one that is meant by its CSeq (RFC 3515 section 2.4.6). Where a server
 * names none, the last REFER before the NOTIFY is meant.
 */
function isOf(refer: Seen, notify: Seen<SipRequest>, next: number): boolean {
  const { id } = eventOf(notify.message);
  return id === undefined ? notify.n < next : Number(id) === refer.seq;
}

/** A NOTIFY that could be parsed, and yet tells nothing of the REFER. */
function unreadReport(messages: Messages, notify: Seen<SipRequest>): Unread | undefined {
  if (eventOf(notify.message).name !== 'refer') return undefined;
  const read = readReferNotify(notify.message);
  const why =
    read === undefined
      ? WORDS.noReferReport
      : read.sipfrag === undefined
        ? WORDS.noSipfrag
        : messages.refusedAs(notify);
  return why === undefined ? undefined : { n: notify.n, reason: why };
}

function readProgress(seen: Seen<SipRequest>): Progress | undefined {
  const fragment = readReferNotify(seen.message)?.sipfrag;
  if (fragment === undefined) return undefined;
  const contact = fragment.headers.find(({ name }) => /^(contact|m)$/i.test(name));
  const uri = contact === undefined ? undefined : parseNameAddr(contact.value)?.uri;
  const { status, reason } = fragment;
  return { seen, status, reason, contactUser: uri === undefined ? undefined : parseUri(uri)?.user };
}

/** A REFER is answered by its final NOTIFY; a 2xx alone says only that the request was understood. */
export function referralReply(referral: Referral, action: Action | undefined): Reply {
  const { refer, answer, unreadable, outcome } = referral;
  const reply = answered(refer, answer, action, unreadable);
  // The NOTIFY may come before the answer to the REFER, or although that was lost (RFC 3515 section 2.4.4).
  if (outcome === undefined) {
    if (reply.kind !== 'accepted') return reply;
    const { unreadNotify: notify } = referral;
    if (notify === undefined) {
      return { kind: 'evaded', n: reply.n, words: WORDS.withoutFinalNotify(reply.words), pending: true };
    }
    const words = WORDS.withUnreadableNotify(reply.words, notify.reason);
    return { kind: 'evaded', n: notify.n, words, pending: false };
  }
  if (reply.kind === 'refused') return reply;
  const { n, t } = outcome.seen;
  const words = finalWords(outcome);
  return { kind: outcome.status < 300 ? 'accepted' : 'refused', n, t, words };
}

export function finalWords({ status, reason }: Progress): string {
  return WORDS.finalSipfrag(status, reason);
}

/** Departures that harm no party in how a REFER was treated. */
export function departuresOf(referral: Referral): readonly Departure[] {
  return [...acceptedWith202(referral), ...leftOpen(referral), ...toldOtherwise(referral)];
}

/** The first final NOTIFY is the word of the candidate, since it ends the subscription. */
function toldOtherwise({ outcome, contradiction }: Referral): readonly Departure[] {
  if (outcome === undefined || contradiction === undefined) return [];
  return [{ ...ADVISORIES.referToldOtherwise, evidence: [outcome.seen.n, contradiction.seen.n] }];
}

/** The phone takes the final NOTIFY for the end of the subscription, whatever it says of that. */
function leftOpen({ outcome }: Referral): readonly Departure[] {
  const state = outcome && (header(outcome.seen.message, 'Subscription-State') ?? '');
  if (outcome === undefined || state === undefined || /^\s*terminated\b/i.test(state)) return [];
  return [{ ...ADVISORIES.referLeftOpen, evidence: [outcome.seen.n] }];
}

/** RFC 7647 took 202 away from REFER; everybody must still take it for a 200. */
function acceptedWith202({ answer }: Referral): readonly Departure[] {
  if (answer?.message.status !== 202) return [];
  return [{ ...ADVISORIES.referAccepted202, evidence: [answer.n] }];
}
