/** Where the time of a cell goes, by its history: each moment belongs to one kind of work or of waiting. Pure. */
import type { HistoryEvent } from '../../src/history/event.ts';

/** In the order in which a moment that is of several kinds is given to one. */
export const KINDS = ['watching', 'requests', 'listening', 'start', 'phases', 'own'] as const;
/**
 * `watching`: something must not happen, or a timer of the candidate runs. `requests`: an answer of the candidate is
 * awaited. `listening`: who is heard is awaited. `start`: until both pools answer. `phases`: an outage or a recovery is
 * brought about and proven. `own`: all the rest is parkspec's.
 */
export type Kind = (typeof KINDS)[number];

export type TimeAccount = Readonly<Record<Kind, number>>;

interface Span {
  readonly kind: Kind;
  readonly from: number;
  readonly to: number;
}

/** Ms of each kind; together they are the duration of the history. */
export function accountOf(events: readonly HistoryEvent[]): TimeAccount {
  const end = events.at(-1)?.t ?? 0;
  const spans = [...actions(events, end), ...phases(events, end), ...start(events)];
  const edges = [...new Set([0, end, ...spans.flatMap(({ from, to }) => [from, to])])].toSorted((a, b) => a - b);
  const account: Record<Kind, number> = { watching: 0, requests: 0, listening: 0, start: 0, phases: 0, own: 0 };
  for (const [at, from] of edges.slice(0, -1).entries()) {
    const to = edges[at + 1] ?? end;
    const here = spans.filter((span) => span.from <= from && span.to >= to).map(({ kind }) => kind);
    account[KINDS.find((kind) => here.includes(kind)) ?? 'own'] += to - from;
  }
  return account;
}

/** A check is no action of its own: it is what is asked for in it. */
function actions(events: readonly HistoryEvent[], end: number): readonly Span[] {
  return events.flatMap((event) => {
    if (event.kind !== 'action' || event.state !== 'asked' || event.verb === 'check') return [];
    const over = events.find((other) => other.kind === 'action' && other.id === event.id && other.state !== 'asked');
    const kind = event.verb === 'watch' ? 'watching' : event.verb === 'listen' ? 'listening' : 'requests';
    return [{ kind, from: event.t, to: over?.t ?? end }];
  });
}

function phases(events: readonly HistoryEvent[], end: number): readonly Span[] {
  return events.flatMap((event) => {
    if (event.kind !== 'phase' || event.state !== 'entering') return [];
    const over = events.find(
      (other) => other.kind === 'phase' && other.phase === event.phase && other.state !== 'entering',
    );
    return [{ kind: 'phases', from: event.t, to: over?.t ?? end }];
  });
}

/** Both pools are started before the first phone registers. */
function start(events: readonly HistoryEvent[]): readonly Span[] {
  const ready = events.filter((event) => event.kind === 'process' && event.event === 'ready').slice(0, 2);
  const to = ready.at(-1)?.t;
  return to === undefined ? [] : [{ kind: 'start', from: 0, to }];
}
