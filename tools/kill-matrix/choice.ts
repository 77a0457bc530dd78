/** Which cells a defect is run on. Pure. */
import { createHash } from 'node:crypto';

export interface Share {
  /** One in so many of the cells that a defect should leave alone; 1 takes them all. */
  readonly oneIn: number;
  /** Another seed draws others, so that in time every pair has its turn. */
  readonly seed: string;
}

/** The cells that the defect should turn red, and a share of the others; without a defect, all. */
export function cellsFor(
  defect: { readonly id: string; readonly turnsRed: readonly string[] } | undefined,
  cells: readonly string[],
  { oneIn, seed }: Share,
): readonly string[] {
  if (defect === undefined) return cells;
  const own = new Set(defect.turnsRed.map((check) => check.split('/', 1)[0] ?? ''));
  return cells.filter((cell) => own.has(cell) || draw(`${seed} ${defect.id} ${cell}`) % oneIn === 0);
}

/** A number that a text draws, evenly spread over 32 bits. */
export function draw(text: string): number {
  return createHash('sha256').update(text).digest().readUInt32BE(0);
}
