/** When each check looked, its verdict, and the event that decided it. Pure. */
import type { HistoryEvent } from '../../history/event.ts';
import type { CheckVerdict } from '../../judge/verdict.ts';
import { isGood } from '../../run/attempts.ts';
import { decidingMessage } from '../failure/deciding-message.ts';

export interface CheckWindow {
  readonly check: CheckVerdict;
  /** ms, on the clock of the history. */
  readonly from: number;
  readonly to: number;
  /** The event that decided a check that did not pass. */
  readonly decidedBy: number | undefined;
  /** Windows that overlap stand beside each other: 0 is the first place. */
  readonly column: number;
}

/**
 * Windows of checks that were begun; the others have no place on the axis.
 *
 * @param drawnAs  the number of the event by which a ladder draws that of a message
 */
export function checkWindows(
  events: readonly HistoryEvent[],
  checks: readonly CheckVerdict[],
  drawnAs: ReadonlyMap<number, number>,
): readonly CheckWindow[] {
  const begun = new Map<string, number>();
  const ended = new Map<string, number>();
  for (const event of events) {
    if (event.kind !== 'action' || event.verb !== 'check' || event.check === undefined) continue;
    if (event.state === 'asked') begun.set(event.check, event.t);
    else ended.set(event.check, event.t);
  }
  const last = events.at(-1)?.t ?? 0;
  const ends: number[] = [];
  return checks
    .flatMap((check) => {
      const from = begun.get(check.id);
      return from === undefined ? [] : [{ check, from, to: ended.get(check.id) ?? last }];
    })
    .toSorted((a, b) => a.from - b.from)
    .map((window) => {
      const free = ends.findIndex((end) => end <= window.from);
      const column = free < 0 ? ends.length : free;
      ends[column] = window.to;
      const decidedBy = decidingEvent(events, window.check);
      return { ...window, column, decidedBy: decidedBy && (drawnAs.get(decidedBy) ?? decidedBy) };
    });
}

function decidingEvent(events: readonly HistoryEvent[], check: CheckVerdict): number | undefined {
  if (isGood(check.verdict)) return undefined;
  return decidingMessage(events, check)?.event.n ?? check.evidence.at(-1);
}
