/**
 * How SIP messages crossed our own bad network: when each first reached it and when a copy of it first got through.
 * Folded from the events in their order. Without a bad network it is empty. Times are those of the history.
 */
import type { Party } from '../suite/cell.ts';
import type { HistoryEvent, MishapEvent, SipEvent } from './event.ts';
import { idOf, type MessageId } from './message-id.ts';

/** A message that was lost or held back before it got through. */
export interface Crossing {
  readonly tap: Party;
  readonly direction: 'in' | 'out';
  readonly remote: string;
  readonly callId: string;
  /** CSeq. */
  readonly seq: number;
  readonly method: string;
  /** Undefined for a request. */
  readonly status: number | undefined;
  /** Number of the event that tells of it first. */
  readonly n: number;
  /** When its first copy was sent, or reached the phone's link. */
  readonly from: number;
  /** When a copy first got through; infinite while none has. */
  readonly through: number;
  /** When anything of its transaction was last seen. */
  readonly active: number;
}

type Growing = { -readonly [K in keyof Crossing]: Crossing[K] } & {
  /** Whether anything happened to it before it got through. */
  disturbed: boolean;
  /** Place in the order in which the messages were first seen. */
  readonly order: number;
  /** Events of the copy that got through, as far as is known, and of the latest copy. */
  carrier: number;
  latest: number;
};

const NEVER = Number.POSITIVE_INFINITY;

export class Crossings {
  readonly #messages = new Map<string, Growing>();
  readonly #transactions = new Map<string, Growing[]>();
  /** Messages that something happened to, in the order in which they were first seen. */
  readonly #disturbed: Growing[] = [];
  /** By the number of the event that shows a message. */
  readonly #shown = new Map<number, Growing>();

  constructor(events: Iterable<HistoryEvent> = []) {
    for (const event of events) this.take(event);
  }

  take(event: HistoryEvent): void {
    if (event.kind === 'sip') this.#passes(event);
    else if (event.kind === 'network' && event.channel === 'sip' && event.what !== 'duplicated') this.#mishap(event);
  }

  /** Messages that something happened to, in the order in which they were first seen. */
  all(): readonly Crossing[] {
    return this.#disturbed;
  }

  /**
   * When the message of an event was on the far side of the network, the candidate's: one that was sent, when a copy
   * first got through; one that was received, when its first copy came.
   */
  outside({ n, t }: { readonly n: number; readonly t: number }): number {
    const message = this.#shown.get(n);
    if (message === undefined) return t;
    return message.direction === 'out' ? message.through : message.from;
  }

  /** Number of the first event that tells of the message of an event. */
  first({ n }: { readonly n: number }): number {
    return this.#shown.get(n)?.n ?? n;
  }

  #passes(event: HistoryEvent & SipEvent): void {
    const message = this.#message(event, idOf(event.text), event.text);
    if (message === undefined) return;
    message.latest = event.n;
    this.#shown.set(event.n, message);
    if (message.through !== NEVER) return;
    message.through = event.t;
    message.carrier = event.n;
  }

  /** A sent message passes the tap before its mishap; a received message passes the tap after it. */
  #mishap(event: HistoryEvent & MishapEvent): void {
    const message = this.#message(event, { callId: event.callId, cseq: event.cseq }, event.line);
    if (message === undefined) return;
    if (event.direction === 'in') {
      if (message.through === NEVER) this.#disturb(message);
    } else if (message.carrier === message.latest) {
      this.#disturb(message);
      message.through = event.what === 'held' ? event.t + (event.delayMs ?? 0) : NEVER;
    }
  }

  #disturb(message: Growing): void {
    if (message.disturbed) return;
    message.disturbed = true;
    // Most messages are disturbed right after they were first seen, so the search begins at the end.
    const later = this.#disturbed.findLastIndex(({ order }) => order < message.order);
    this.#disturbed.splice(later + 1, 0, message);
  }

  #message(
    { n, t, tap, direction, remote }: HistoryEvent & (SipEvent | MishapEvent),
    { callId, cseq }: MessageId,
    start: string,
  ): Growing | undefined {
    const [number, method] = cseq?.split(/\s+/) ?? [];
    if (callId === undefined || number === undefined || method === undefined) return undefined;
    const status = /^SIP\/2\.0 (\d{3})/.exec(start)?.[1];
    const asked = status === undefined ? direction : direction === 'in' ? 'out' : 'in';
    const transaction = [tap, asked, callId, number, method === 'ACK' ? 'INVITE' : method].join(' ');
    const key = [transaction, remote, method, direction, status].join(' ');
    const message: Growing = this.#messages.get(key) ?? {
      tap,
      direction,
      remote,
      callId,
      seq: Number(number),
      method,
      status: status === undefined ? undefined : Number(status),
      n,
      from: t,
      through: NEVER,
      active: t,
      disturbed: false,
      order: this.#messages.size,
      carrier: 0,
      latest: -1,
    };
    const fellows = this.#transactions.get(transaction) ?? [];
    if (!this.#messages.has(key)) fellows.push(message);
    this.#messages.set(key, message);
    this.#transactions.set(transaction, fellows);
    for (const fellow of fellows) fellow.active = t;
    return message;
  }
}
