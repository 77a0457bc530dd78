/** The steps of a cell as they happened, for Allure: from a history, with the times at which things were really done. */
import type { ActionEvent, HistoryEvent } from '../history/event.ts';
import { addressNames, eventLine } from '../report/event-line.ts';

export interface StepTaken {
  readonly name: string;
  /** Wall clock, ms since 1970. */
  readonly start: number;
  readonly stop: number;
  /** False when the history ends before it did. */
  readonly ended: boolean;
}

/** Wall clock at t = 0 of a history, ms since 1970. */
function originOf(events: readonly HistoryEvent[]): number {
  const run = events.find((event) => event.kind === 'run');
  return run === undefined ? 0 : Date.parse(run.started) - run.t;
}

/** The situation of a cell: its phases, its faults and what the parties did apart from checks. */
export function situationSteps(events: readonly HistoryEvent[]): readonly StepTaken[] {
  return events.flatMap((event) => {
    switch (event.kind) {
      case 'phase':
        return event.state === 'entering'
          ? [spanTo(events, event, (other) => other.kind === 'phase' && other.phase === event.phase)]
          : [];
      case 'fault':
        return event.state === 'intended'
          ? [
              spanTo(
                events,
                event,
                (other) => other.kind === 'fault' && other.fault === event.fault && other.pool === event.pool,
              ),
            ]
          : [];
      case 'action':
        return event.state === 'asked' && event.of === undefined ? [actionSpan(events, event)] : [];
      case 'run':
      case 'sip':
      case 'media':
      case 'astray':
      case 'srtp':
      case 'digits':
      case 'hook':
      case 'policy':
      case 'lookup':
      case 'network':
      case 'process':
      case 'load':
      case 'note':
      case 'end':
        return [];
    }
  });
}

/** What was done for one check; empty when the cell never came to it. */
export function checkSteps(events: readonly HistoryEvent[], check: string): readonly StepTaken[] {
  const frames = events.filter((event) => event.kind === 'action' && event.verb === 'check' && event.check === check);
  const ids = new Set(frames.map((event) => (event.kind === 'action' ? event.id : '')));
  return events.flatMap((event) =>
    event.kind === 'action' && event.state === 'asked' && event.of !== undefined && ids.has(event.of)
      ? [actionSpan(events, event)]
      : [],
  );
}

/** From the first to the last event of a check, wall clock; undefined when the cell never came to it. */
export function checkSpan(
  events: readonly HistoryEvent[],
  check: string,
): { readonly start: number; readonly stop: number } | undefined {
  const origin = originOf(events);
  const times = events.filter((event) => event.kind === 'action' && event.check === check).map((event) => event.t);
  return times.length === 0 ? undefined : { start: origin + Math.min(...times), stop: origin + Math.max(...times) };
}

function actionSpan(events: readonly HistoryEvent[], asked: ActionEvent & HistoryEvent): StepTaken {
  return spanTo(events, asked, (other) => other.kind === 'action' && other.id === asked.id);
}

/** From `first` to the next event that `isEnd` takes for its end. */
function spanTo(
  events: readonly HistoryEvent[],
  first: HistoryEvent,
  isEnd: (event: HistoryEvent) => boolean,
): StepTaken {
  const origin = originOf(events);
  const end = events.find((event) => event.n > first.n && isEnd(event));
  const line = eventLine(end ?? first, addressNames(events));
  const last = end ?? events.at(-1) ?? first;
  return {
    name: line,
    start: origin + first.t,
    stop: origin + last.t,
    ended: end !== undefined,
  };
}
