/** Verdicts and their order (design section 4). */

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
  /** One sentence: what was seen, and for anything but a pass, what was expected and what to look at. */
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
