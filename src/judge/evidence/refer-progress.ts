/** The progress of a REFER (RFC 3515): its answer, and the NOTIFYs of the subscription that it makes. A transfer is one in every dialect. */
import { parseNameAddr } from '../../sip/fields/name-addr.ts';
import { header } from '../../sip/message/headers.ts';
import type { SipRequest, SipResponse } from '../../sip/message/message.ts';
import { readReferNotify } from '../../sip/refer-notify.ts';
import { parseUri } from '../../sip/uri.ts';
import type { Party } from '../../suite/cell.ts';
import type { Action } from './actions.ts';
import { answered, type Reply } from './observed-reply.ts';
import { isRequest, type Messages, type Seen } from './seen-messages.ts';
import type { UnreadableMessage } from './unreadable-message.ts';

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
  /** A NOTIFY that came and could not be read. */
  readonly unreadableNotify?: UnreadableMessage | undefined;
  /** The first final one. */
  readonly outcome: Progress | undefined;
}

/** A departure from what an RFC recommends. */
export interface Departure {
  readonly text: string;
  readonly source: string;
  readonly evidence: readonly number[];
}

/** The last REFER of a Call-ID, after a challenge was met, and what came of it. */
export function readReferral(messages: Messages, by: Party, callId: string, after = 0): Referral {
  const refer = messages.requests(by, callId, 'REFER', 'out').findLast((seen) => seen.n >= after);
  if (refer === undefined) return { refer, answer: undefined, outcome: undefined };
  const progress = messages
    .of(by, callId)
    .filter((seen): seen is Seen<SipRequest> => isRequest(seen) && seen.method === 'NOTIFY' && seen.direction === 'in')
    .filter((seen) => seen.n > refer.n && messages.isTaken(seen))
    .flatMap((seen) => readProgress(seen) ?? []);
  return {
    refer,
    answer: messages.final(refer),
    unreadable: messages.unreadableTo(refer),
    unreadableNotify: messages.unreadableRequest(by, callId, 'NOTIFY', refer.n),
    outcome: progress.find(({ status }) => status >= 200),
  };
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
    const { unreadableNotify: notify } = referral;
    if (notify === undefined) {
      return { kind: 'evaded', n: reply.n, words: `${reply.words}, and no final NOTIFY came`, pending: true };
    }
    const words = `${reply.words}, and a NOTIFY came, but unreadable: ${notify.reason}`;
    return { kind: 'evaded', n: notify.n, words, pending: false };
  }
  if (reply.kind === 'refused') return reply;
  const { n, t } = outcome.seen;
  const words = finalWords(outcome);
  return { kind: outcome.status < 300 ? 'accepted' : 'refused', n, t, words };
}

export function finalWords({ status, reason }: Progress): string {
  return `final sipfrag "${status} ${reason}"`;
}

/** Departures that harm no party in how a REFER was treated. */
export function departuresOf(referral: Referral): readonly Departure[] {
  return [...acceptedWith202(referral), ...leftOpen(referral)];
}

/** The phone takes the final NOTIFY for the end of the subscription, whatever it says of that. */
function leftOpen({ outcome }: Referral): readonly Departure[] {
  const state = outcome && (header(outcome.seen.message, 'Subscription-State') ?? '');
  if (outcome === undefined || state === undefined || /^\s*terminated\b/i.test(state)) return [];
  const text = 'the final NOTIFY of a REFER did not say that its subscription is terminated; it should';
  return [{ text, source: 'RFC 3515 section 2.4.7', evidence: [outcome.seen.n] }];
}

/** RFC 7647 took 202 away from REFER; everybody must still take it for a 200. */
function acceptedWith202({ answer }: Referral): readonly Departure[] {
  if (answer?.message.status !== 202) return [];
  return [{ text: 'REFER was answered 202; it should be 200', source: 'RFC 7647 section 5', evidence: [answer.n] }];
}
