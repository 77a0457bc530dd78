/** How a park was asked for, and what the candidate said to it. */
import { type Dialect, isToldBySipfrag } from '../../candidate/dialect/dialect-table.ts';
import { orbitIn } from '../uri-template.ts';
import { groupIn } from '../../candidate/dialect/orbit-match.ts';
import type { Action } from '../../judge/evidence/actions.ts';
import { answered, finalTo, type Reply } from '../../judge/evidence/observed-reply.ts';
import {
  type Departure,
  departuresOf,
  finalWords,
  type Progress,
  readReferral,
  type Referral,
  referralReply,
} from '../../judge/evidence/refer-progress.ts';
import type { Seen } from '../../judge/evidence/seen-messages.ts';
import { parseNameAddr } from '../../sip/fields/name-addr.ts';
import { header } from '../../sip/message/headers.ts';
import type { SipResponse } from '../../sip/message/message.ts';
import { cutUri } from '../../sip/uri.ts';
import type { FinalWord, Known, ParkOrder } from '../reading.ts';
import { nextOf } from './read-next.ts';

export interface AskedToPark {
  readonly request: ParkOrder | undefined;
  readonly reply: Reply;
  readonly told: FinalWord | undefined;
  /** The orbit that the request, or the word of the candidate, names. */
  readonly orbit: string | undefined;
  /** The event that tells the orbit, where that is not the word of the candidate. */
  readonly orbitSeen?: number | undefined;
  readonly departures: readonly Departure[];
}

/** By a SIP request. */
export interface AskedBySip extends AskedToPark {
  readonly request: Seen | undefined;
}

/** The parker is the one that acts: its Call-ID and name are known. */
export function askedByRefer(dialect: Dialect, action: Action, known: Known): AskedBySip {
  const { messages, candidate } = known;
  const { by = 'alice', callIds, asked } = action;
  // In the call itself there may be other REFERs: those of later parks and transfers.
  const window = { from: asked.n, before: nextOf(known, action, REFERS) };
  // One that is redirected is followed by another.
  const sent = callIds.map((id) => readReferral(messages, by, id, window)).filter(({ refer }) => refer !== undefined);
  const referral = sent.at(-1) ?? { refer: undefined, answer: undefined, outcome: undefined };
  const { refer: request } = referral;
  const word = dialect.park.proof.includes('notify') ? byNotify(referral, action) : byAnswer(referral, action);
  const chosen = request && orbitIn(addressIn(dialect, request), dialect.park.to, candidate.domain);
  const reply = request === undefined ? word.reply : (silenceOfPool(known, request, word.reply) ?? word.reply);
  const told = isToldBySipfrag(dialect) ? referral.outcome?.contactUser : undefined;
  return {
    request,
    departures: departuresOf(referral),
    ...word,
    reply,
    orbit: chosen ?? redirectedTo(dialect, sent) ?? told,
  };
}

/** The orbit in the address to which the REFER was redirected. */
function redirectedTo({ orbit, told }: Dialect, sent: readonly Referral[]): string | undefined {
  const last = sent.at(-1)?.refer;
  if (orbit !== 'redirect' || told === undefined || sent.length < 2 || last === undefined) return undefined;
  return groupIn(last.message.uri, told.match);
}

/**
 * Where no B2BUA is between the two, the parkee's phone takes the REFER and calls the number: as long as the pool does not
 * answer that call, the phone has no word to give.
 */
function silenceOfPool({ messages, dialogs }: Known, refer: Seen, reply: Reply): Reply | undefined {
  if (reply.kind !== 'evaded' || !reply.pending) return undefined;
  const taken = messages.receivedRefers.find(({ n, callId }) => n > refer.n && callId === refer.callId);
  const calls = taken === undefined ? [] : dialogs.invitationsAt(taken.tap, 'uac');
  const call = calls.find(({ invite }) => taken !== undefined && invite.n > taken.n)?.invite;
  if (call === undefined || messages.final(call) !== undefined) return undefined;
  return { kind: 'silent', n: call.n, request: refer };
}

const REFERS: ReadonlyArray<Action['verb']> = ['park', 'transfer'];

type Word = Pick<AskedToPark, 'reply' | 'told'>;

function byNotify(referral: Referral, action: Action): Word {
  const { outcome } = referral;
  return { reply: referralReply(referral, action), told: outcome && wordOf(outcome) };
}

function wordOf(outcome: Progress): FinalWord {
  return { seen: outcome.seen, parked: outcome.status < 300, words: finalWords(outcome) };
}

function byAnswer({ refer, answer, unreadable }: Referral, action: Action): Word {
  const reply = answered(refer, answer, action, unreadable);
  return { reply, told: answer && answerWord(answer, reply.kind === 'accepted') };
}

export function answerWord(seen: Seen<SipResponse>, parked: boolean): FinalWord {
  return { seen, parked, words: `${seen.message.status} ${seen.message.reason}` };
}

/**
 * The REFER to the number that was called before; where that call was refused, or its answer never came, the call is all that
 * was asked for.
 */
export function askedByAttended(dialect: Dialect, action: Action, known: Known): AskedBySip {
  const referred = askedByRefer(dialect, action, known);
  if (referred.request !== undefined) return referred;
  const called = askedByInvite(action, known);
  if (called.reply.kind !== 'accepted') return called;
  const { n, words } = called.reply;
  return { ...called, told: undefined, reply: { kind: 'evaded', n, words, pending: true } };
}

/** The number that parks: the target of the transfer, or the party that is asked for the park. */
function addressIn({ park }: Dialect, { message }: Seen): string {
  if (park.by === 'refer' || park.by === 'attended') {
    return cutUri(parseNameAddr(header(message, 'Refer-To') ?? '')?.uri ?? '');
  }
  return message.kind === 'request' ? message.uri : '';
}

/** The answer to the INVITE is the word of the pool; the number that was called tells the orbit. */
export function askedByInvite(action: Action, { candidate, dialogs, messages }: Known): AskedBySip {
  const { by, callIds, asked } = action;
  const calls = by === undefined ? [] : dialogs.invitationsAt(by, 'uac');
  // The last one is that which met a challenge.
  const request = calls.findLast(({ invite }) => invite.n > asked.n && callIds.includes(invite.callId))?.invite;
  const final = request && finalTo(messages, request);
  const unreadable = request && final === undefined ? messages.unreadableTo(request) : undefined;
  const reply = answered(request, final, action, unreadable);
  const orbit = request && orbitIn(request.message.uri, candidate.dialect.park.to, candidate.domain);
  return { request, reply, told: final && answerWord(final, reply.kind === 'accepted'), orbit, departures: [] };
}
