/** Verdicts and their order (design section 4). */
import type { Fields } from './sentences/phrases.ts';

/** From worst to best; `not-applicable` weighs nothing. */
export const VERDICTS = ['error', 'fail', 'inconclusive', 'pass', 'not-applicable'] as const;
export type Verdict = (typeof VERDICTS)[number];

/** A departure from an RFC SHOULD or a superseded MUST; reported, and red only under `--strict`. */
export interface Advisory {
  readonly text: string;
  readonly source: string;
  readonly evidence: readonly number[];
}

export interface CheckVerdict {
  readonly id: string;
  readonly verdict: Verdict;
  /** The code of the finding, stable: docs/findings.md. Missing where a verdict was stored before there were codes. */
  readonly code?: string | undefined;
  /** The code of the finding that this one rests on, where it rests on one. */
  readonly because?: string | undefined;
  /** The parties, calls, pools, and times in ms that `reason` names. */
  readonly fields?: Fields | undefined;
  /** The finding in words: what was observed, and where it is no pass, what was expected and what to try. */
  readonly reason: string;
  /** Measured values; the key ends in its unit: `gapMs`, `refusedAfterMs`, `disconnectedAfterMs`. */
  readonly figures: Readonly<Record<string, number>>;
  /** Numbers (`n`) of the history events that prove the verdict. */
  readonly evidence: readonly number[];
  readonly advisories: readonly Advisory[];
}

export interface CellVerdict {
  readonly cell: string;
  readonly verdict: Verdict;
  readonly durationMs: number;
  readonly checks: readonly CheckVerdict[];
}

/** The verdict of a whole made of parts: the worst of them; nothing but not-applicable parts is not-applicable. */
export function worst(verdicts: Iterable<Verdict>): Verdict {
  let found: Verdict = 'not-applicable';
  for (const verdict of verdicts) if (VERDICTS.indexOf(verdict) < VERDICTS.indexOf(found)) found = verdict;
  return found;
}
