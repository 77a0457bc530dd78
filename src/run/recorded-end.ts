/** The end of a cell as the process that recorded it has told it, beside what lies in its folder. */
import type { CellVerdict } from '../judge/verdict.ts';

/** `verdict` is missing when no history could be written or judged; `problem` says why. */
export interface RecordedEnd {
  readonly verdict: CellVerdict | undefined;
  readonly problem: string | undefined;
  /** SHA-256 of the history, in hexadecimal; undefined where not all of it could be written, or nobody told. */
  readonly digest: string | undefined;
}

/** The ends of the attempts by the folder of each. */
export type RecordedEnds = ReadonlyMap<string, RecordedEnd>;
