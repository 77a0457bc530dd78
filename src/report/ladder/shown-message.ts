/** The messages that a ladder draws: each once, with what matters in it, and whether it was repeated or never answered. Pure. */
import type { HistoryEvent, SipEvent } from '../../history/event.ts';
import { listOf } from '../../judge/evidence/fold.ts';
import { cseq } from '../../sip/fields/cseq.ts';
import { callId } from '../../sip/fields/tags.ts';
import type { SipMessage } from '../../sip/message/message.ts';
import { parseMessage } from '../../sip/message/parse.ts';
import { topVia } from '../../sip/fields/via.ts';
import { type NameOf, startLine } from '../event-line.ts';
import { endsOf, type Ends, isSeenAtSender, type Lanes } from './lanes.ts';
import { whatMatters } from './what-matters.ts';

export type SipAt = SipEvent & HistoryEvent;

export interface ShownMessage {
  readonly event: SipAt;
  /** Numbers of all events that have seen it: a message between two phones crosses the taps of both. */
  readonly numbers: readonly number[];
  readonly ends: Ends;
  readonly words: string;
  /** The request that it is or answers; undefined where the message could not be read. */
  readonly method: string | undefined;
  /** Of a response. */
  readonly status: number | undefined;
  readonly callId: string | undefined;
  /** The same octets crossed the same tap before. */
  readonly isRepeated: boolean;
  /** A request for which no response was recorded. An ACK has none (RFC 3261 17). */
  readonly isUnanswered: boolean;
}

/** What is told behind the words of a message; empty for one that was sent once and answered. */
export function markOf({ isRepeated, isUnanswered }: Pick<ShownMessage, 'isRepeated' | 'isUnanswered'>): string {
  if (isRepeated) return ' ↻ sent again';
  return isUnanswered ? ' ⊘ no answer' : '';
}

export function shownMessages(events: readonly HistoryEvent[], lanes: Lanes, nameOf: NameOf): readonly ShownMessage[] {
  const messages = events.filter((event): event is SipAt => event.kind === 'sip');
  const read = new Map(messages.map((event) => [event.n, messageOf(event)]));
  const answered = new Set(
    messages.flatMap((event) => {
      const message = read.get(event.n);
      return message?.kind === 'response' ? [transactionOf(event, message, opposite(event.direction))] : [];
    }),
  );
  const seen = new Set<string>();
  const arrivals = arrivalsOf(messages, lanes, nameOf);
  return messages.flatMap((event) => {
    const message = read.get(event.n);
    const octets = `${event.tap} ${event.direction} ${event.remote} ${event.text}`;
    const isRepeated = message !== undefined && seen.has(octets);
    seen.add(octets);
    if (isSeenAtSender(event, lanes, nameOf)) return [];
    const isRequest = message?.kind === 'request' && message.method !== 'ACK';
    return [
      {
        event,
        numbers: [event.n, ...(arrivals.get(event.n) ?? [])],
        ends: endsOf(event, lanes, nameOf),
        words: message === undefined ? startLine(event) : whatMatters(message),
        method: message && cseq(message)?.method,
        status: message?.kind === 'response' ? message.status : undefined,
        callId: message && callId(message),
        isRepeated,
        isUnanswered: isRequest && !answered.has(transactionOf(event, message, event.direction)),
      },
    ];
  });
}

/** The arrivals of messages between phones, by the number of the event that sent each: the first of its text that has none yet. */
function arrivalsOf(messages: readonly SipAt[], lanes: Lanes, nameOf: NameOf): ReadonlyMap<number, readonly number[]> {
  const sent = new Map<string, SipAt[]>();
  const arrivals = new Map<number, number[]>();
  for (const event of messages) {
    if (event.direction === 'out') {
      listOf(sent, event.text).push(event);
    } else if (isSeenAtSender(event, lanes, nameOf)) {
      const from = sent.get(event.text)?.find(({ n, tap }) => tap === nameOf(event.remote) && !arrivals.has(n));
      if (from !== undefined) arrivals.set(from.n, [event.n]);
    }
  }
  return arrivals;
}

function messageOf({ text, encoding, unreadable }: SipEvent): SipMessage | undefined {
  if (unreadable !== undefined) return undefined;
  const parsed = parseMessage(Buffer.from(text, encoding ?? 'utf8'));
  return parsed.ok ? parsed.message : undefined;
}

/** A transaction is told by the branch and the method (RFC 3261 17.1.3, 17.2.3), at the tap that its request crossed. */
function transactionOf({ tap }: SipEvent, message: SipMessage, direction: string): string {
  const branch = topVia(message)?.params.get('branch') ?? '';
  return `${tap} ${direction} ${cseq(message)?.method ?? ''} ${branch}`;
}

function opposite(direction: SipEvent['direction']): SipEvent['direction'] {
  return direction === 'in' ? 'out' : 'in';
}
