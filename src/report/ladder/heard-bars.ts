/** Who hears whom, as bars on the axis of a ladder. Pure. */
import type { HistoryEvent, VoiceName } from '../../history/event.ts';
import type { Party } from '../../suite/cell.ts';

export interface HeardBar {
  readonly tap: Party;
  readonly voice: VoiceName;
  /** ms, on the clock of the history. */
  readonly from: number;
  /** Undefined where it was heard to the end. */
  readonly to: number | undefined;
  /** Bars of one phone that overlap stand beside each other: 0 is the first place. */
  readonly column: number;
}

/** Silence that is shorter is not drawn, in ms: it is less than a reader can see. */
const JOINED_MS = 100;

export function heardBars(events: readonly HistoryEvent[]): readonly HeardBar[] {
  const bars: Array<Omit<HeardBar, 'column'>> = [];
  const open = new Map<string, number>();
  for (const event of events) {
    if (event.kind !== 'media' || event.event === 'sample') continue;
    const { tap, voice, at } = event;
    const key = `${tap} ${event.leg} ${voice}`;
    const known = open.get(key);
    const bar = known === undefined ? undefined : bars[known];
    if (event.event === 'stops') {
      if (known !== undefined && bar !== undefined) bars[known] = { ...bar, to: at };
    } else if (known !== undefined && bar?.to !== undefined && at - bar.to <= JOINED_MS) {
      bars[known] = { ...bar, to: undefined };
    } else open.set(key, bars.push({ tap, voice, from: at, to: undefined }) - 1);
  }
  return inColumns(bars);
}

function inColumns(bars: ReadonlyArray<Omit<HeardBar, 'column'>>): readonly HeardBar[] {
  const ends = new Map<Party, number[]>();
  return bars
    .toSorted((a, b) => a.from - b.from)
    .map((bar) => {
      const columns = ends.get(bar.tap) ?? [];
      ends.set(bar.tap, columns);
      const free = columns.findIndex((end) => end <= bar.from);
      const column = free < 0 ? columns.length : free;
      columns[column] = bar.to ?? Infinity;
      return { ...bar, column };
    });
}
