/** Where everything of a ladder stands: the columns, the axis, and what is drawn on it. Pure. */
import type { HistoryEvent } from '../../history/event.ts';
import type { CheckVerdict } from '../../judge/verdict.ts';
import { addressNames, type NameOf } from '../event-line.ts';
import { wrapped } from '../wrapped.ts';
import { type Calls, callsOf } from './calls-of-messages.ts';
import { type CheckWindow, checkWindows } from './check-windows.ts';
import { type HeardBar, heardBars } from './heard-bars.ts';
import { type Row, ladderRows } from './ladder-rows.ts';
import { type Lanes, lanesOf } from './lanes.ts';
import { shownMessages } from './shown-message.ts';
import { type TimeAxis, timeAxis } from './time-axis.ts';

/** Sizes in px. */
export const SIZE = { left: 208, lane: 140, top: 54, row: 24, line: 15, heard: 58, char: 5.6 } as const;

/** Why a check did not pass, where it was decided. */
export interface ReasonRow {
  readonly kind: 'reason';
  readonly n: number;
  readonly t: number;
  readonly id: string;
  readonly lines: readonly string[];
}

export type DrawnRow = Row | ReasonRow;

export interface LadderLayout {
  readonly lanes: Lanes;
  readonly axis: TimeAxis<DrawnRow>;
  readonly bars: readonly HeardBar[];
  readonly windows: readonly CheckWindow[];
  /** Numbers of the events that decided a check which did not pass. */
  readonly deciding: ReadonlySet<number>;
  readonly calls: Calls;
  readonly nameOf: NameOf;
  /** Right end of the lanes. */
  readonly right: number;
}

export function layOut(events: readonly HistoryEvent[], checks: readonly CheckVerdict[]): LadderLayout {
  const nameOf = addressNames(events);
  const lanes = lanesOf(events, nameOf);
  const messages = shownMessages(events, lanes, nameOf);
  const drawnAs = new Map(messages.flatMap(({ event, numbers }) => numbers.map((n) => [n, event.n] as const)));
  const windows = checkWindows(events, checks, drawnAs);
  const deciding = new Set(windows.flatMap(({ decidedBy }) => decidedBy ?? []));
  const cited = windows.flatMap(({ check, decidedBy }) => (decidedBy === undefined ? [] : check.evidence));
  const rows = ladderRows(events, messages, new Set([...cited, ...deciding]), nameOf);
  const right = SIZE.left + lanes.names.length * SIZE.lane;
  const width = Math.floor((right - SIZE.left) / SIZE.char);
  const all = withReasons(rows, events, windows, width);
  const axis = timeAxis(all, rowHeight, SIZE.top);
  return { lanes, axis, bars: heardBars(events), windows, deciding, calls: callsOf(events, messages), nameOf, right };
}

function rowHeight(row: DrawnRow): number {
  return row.kind === 'reason' ? row.lines.length * SIZE.line + 8 : SIZE.row;
}

function withReasons(
  rows: readonly Row[],
  events: readonly HistoryEvent[],
  windows: readonly CheckWindow[],
  width: number,
): readonly DrawnRow[] {
  const times = new Map(events.map(({ n, t }) => [n, t]));
  const reasons = windows.flatMap(({ check, decidedBy, to }): readonly ReasonRow[] => {
    if (decidedBy === undefined) return [];
    const lines = wrapped(`${check.id}: ${check.reason}`.replace(/\s+/g, ' '), width);
    return [{ kind: 'reason', n: decidedBy, t: times.get(decidedBy) ?? to, id: check.id, lines }];
  });
  // A reason stands below the row of its event; both have its number and time.
  return [...rows, ...reasons].toSorted(
    (a, b) => a.n - b.n || Number(a.kind === 'reason') - Number(b.kind === 'reason'),
  );
}
