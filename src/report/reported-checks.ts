/** The checks that did not pass, those that say the same taken together, without those that an earlier failure blocks. */
import type { Verdict } from '../judge/verdict.ts';
import type { CheckResult } from '../run/attempts.ts';
import type { CellResult, RunResult } from '../run/ledger.ts';
import { blockedBy } from '../run/blocked.ts';
import { remarksOf } from './remarks.ts';

export interface ReportedCheck {
  readonly cell: CellResult;
  readonly check: CheckResult;
  /** Ids of further checks with the same verdict for the same reason. */
  readonly like: readonly string[];
}

/** Verdicts that a reader must hear of, worst first. */
const LOUD = ['fail', 'error', 'inconclusive'] as const satisfies readonly Verdict[];

/** When nothing can be reached every check says so; once is enough. In the order of `loud`, then of the run. */
export function reportedChecksOf(result: RunResult, loud: readonly Verdict[] = LOUD): readonly ReportedCheck[] {
  const found = new Map<string, { cell: CellResult; check: CheckResult; like: string[] }>();
  for (const cell of result.cells) {
    const blocked = blockedBy(cell.verdict.checks);
    for (const check of cell.verdict.checks) {
      if (blocked.has(check.id)) continue;
      const key = JSON.stringify([check.verdict, check.reason, remarksOf(check)]);
      const first = found.get(key);
      if (first === undefined) found.set(key, { cell, check, like: [] });
      else first.like.push(check.id);
    }
  }
  const all = [...found.values()];
  return loud.flatMap((verdict) => all.filter(({ check }) => check.verdict === verdict));
}
