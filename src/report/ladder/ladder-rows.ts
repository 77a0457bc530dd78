/** The rows of a ladder from top to bottom: messages, registrations folded into one row, and bands. Pure. */
import type { HistoryEvent } from '../../history/event.ts';
import { eventLine, type NameOf } from '../event-line.ts';
import { count } from '../words.ts';
import type { ShownMessage } from './shown-message.ts';

export type Tone = 'phase' | 'fault' | 'trouble' | 'note';

export type Row =
  | { readonly kind: 'message'; readonly n: number; readonly t: number; readonly message: ShownMessage }
  | { readonly kind: 'fold'; readonly n: number; readonly t: number; readonly messages: readonly ShownMessage[] }
  | { readonly kind: 'band'; readonly n: number; readonly t: number; readonly tone: Tone; readonly text: string };

/** Fewer messages of registrations than these are drawn one by one. */
const FOLDED = 4;

/** @param kept  numbers of the events that are drawn by themselves, since a verdict rests on them */
export function ladderRows(
  events: readonly HistoryEvent[],
  messages: readonly ShownMessage[],
  kept: ReadonlySet<number>,
  nameOf: NameOf,
): readonly Row[] {
  const shown = new Map(messages.map((message) => [message.event.n, message]));
  const rows: Row[] = [];
  let registrations: ShownMessage[] = [];
  const fold = (): void => {
    const [first] = registrations;
    if (first !== undefined && registrations.length >= FOLDED) {
      rows.push({ kind: 'fold', n: first.event.n, t: first.event.t, messages: registrations });
    } else rows.push(...registrations.map(messageRow));
    registrations = [];
  };
  for (const event of events) {
    const message = shown.get(event.n);
    const tone = message === undefined ? toneOf(event) : undefined;
    if (message !== undefined && isRoutine(message) && !message.numbers.some((n) => kept.has(n)))
      registrations.push(message);
    else if (message !== undefined || tone !== undefined) {
      fold();
      if (message !== undefined) rows.push(messageRow(message));
      else if (tone !== undefined) {
        rows.push({ kind: 'band', n: event.n, t: event.t, tone, text: eventLine(event, nameOf) });
      }
    }
  }
  fold();
  return rows;
}

/** `Registrations: alice, bob (8 messages)` */
export function foldWords(messages: readonly ShownMessage[]): string {
  const who = [...new Set(messages.map(({ event }) => event.tap))].toSorted().join(', ');
  return `Registrations: ${who} (${count(messages.length, 'message')})`;
}

function messageRow(message: ShownMessage): Row {
  return { kind: 'message', n: message.event.n, t: message.event.t, message };
}

/** A registration that goes as RFC 3261 10.2 and 22.2 have it: accepted, with or without a challenge. */
function isRoutine({ method, status = 200, isRepeated, isUnanswered }: ShownMessage): boolean {
  const isAccepted = status < 300 || status === 401 || status === 407;
  return method === 'REGISTER' && isAccepted && !isRepeated && !isUnanswered;
}

function toneOf(event: HistoryEvent): Tone | undefined {
  switch (event.kind) {
    case 'phase':
      return event.state === 'missed' ? 'trouble' : 'phase';
    case 'fault':
      return event.state === 'not-applied' ? 'trouble' : 'fault';
    case 'process':
      return event.event === 'exited' ? 'fault' : 'note';
    case 'note':
      return event.level === 'trouble' ? 'trouble' : 'note';
    case 'hook':
    case 'policy':
    case 'lookup':
    case 'digits':
    case 'srtp':
    case 'astray':
    case 'end':
      return 'note';
    case 'network':
      return event.channel === 'rtp' ? undefined : 'note';
    case 'run':
    case 'action':
    case 'sip':
    case 'media':
    case 'load':
      return undefined;
  }
}
