/** Where a time stands in a ladder: rows stand below each other, and what is long is drawn short. Pure. */

export interface Placed<R> {
  readonly row: R;
  /** Top of the row, in px. */
  readonly y: number;
}

/** A time in which nothing was drawn. */
export interface Wait {
  readonly y: number;
  readonly height: number;
  readonly ms: number;
}

export interface TimeAxis<R> {
  readonly placed: ReadonlyArray<Placed<R>>;
  /** Those that are drawn shorter than they were. */
  readonly waits: readonly Wait[];
  readonly bottom: number;
  /** Height of a time between rows, or beyond them, in px. */
  at(t: number): number;
}

/** A wait up to this is drawn as long as it was, in ms; a longer one is compressed. */
const DRAWN_MS = 1000;
const MS_PER_PX = 50;
const COMPRESSED_PX = 30;

export function timeAxis<R extends { readonly t: number }>(
  rows: readonly R[],
  heightOf: (row: R) => number,
  top: number,
): TimeAxis<R> {
  const placed: Array<Placed<R>> = [];
  const waits: Wait[] = [];
  let y = top;
  let before: number | undefined;
  for (const row of rows) {
    const ms = Math.max(0, row.t - (before ?? row.t));
    const height = ms > DRAWN_MS ? COMPRESSED_PX : Math.round(ms / MS_PER_PX);
    if (ms > DRAWN_MS) waits.push({ y, height, ms });
    y += height;
    placed.push({ row, y });
    y += heightOf(row);
    before = row.t;
  }
  return { placed, waits, bottom: y, at: (t) => heightAt(placed, y, t) };
}

function heightAt(placed: ReadonlyArray<Placed<{ readonly t: number }>>, bottom: number, t: number): number {
  let [low, high] = [0, placed.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((placed[middle]?.row.t ?? 0) <= t) low = middle + 1;
    else high = middle;
  }
  const [above, below] = [placed[low - 1], placed[low]];
  if (above === undefined) return placed[0]?.y ?? bottom;
  if (below === undefined) return bottom;
  const share = (t - above.row.t) / Math.max(below.row.t - above.row.t, 1e-9);
  return above.y + share * (below.y - above.y);
}
