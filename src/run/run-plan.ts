/**
 * A run: its plan, fixed before anything starts, and the folder where everything that belongs to it is kept.
 *
 *     reports/runs/<run id>/run.json                  the plan
 *     reports/runs/<run id>/<cell>/history.jsonl …    what was recorded and judged
 *     reports/runs/<run id>/<cell>/attempt-2/ …       the same of a second attempt, with --retries
 */
import type { Candidate, Outage } from '../candidate/candidate.ts';
import type { BadNetwork, Phones } from '../history/event.ts';
import type { Cell } from '../suite/cell.ts';
import type { Baseline } from './baseline.ts';

export const RUN_SCHEMA = 1;

export interface PlannedCell {
  readonly cell: Cell;
  /** Ids of the checks that must have a verdict afterwards; all of the cell's, unless a filter left some out. */
  readonly checks: readonly string[];
}

export interface RunPlan {
  readonly schema: typeof RUN_SCHEMA;
  readonly id: string;
  readonly parkspec: string;
  readonly node: string;
  readonly phones: Phones;
  /** ISO 8601 */
  readonly started: string;
  /** The process that concludes the run; while it lives and `concluded` is missing, the run is going on. */
  readonly pid: number;
  readonly candidate: Candidate;
  /** SHA-256 of the candidate file, in hexadecimal: what exactly the verdicts are about. */
  readonly digest: string;
  readonly strict: boolean;
  /** How the primary was taken away, instead of the candidate's own way. */
  readonly outage?: Outage;
  /** The bad network that the phones are behind; where it is missing there is none. */
  readonly network?: BadNetwork;
  /** How many more times a cell is run that is not green; none where it is missing. */
  readonly retries?: number;
  /** Whether a flaky check may stand beside exit code 0. */
  readonly allowFlaky?: boolean;
  readonly baseline?: Baseline;
  /** What the user asked for instead of everything, as he wrote it. */
  readonly filters: readonly string[];
  /** What a run of everything would have planned; less than that is never conformant. */
  readonly suite: { readonly cells: number; readonly checks: number };
  readonly cells: readonly PlannedCell[];
}

/** Whether the plan leaves out anything of the table. */
export function isPartial(plan: RunPlan): boolean {
  const checks = plan.cells.reduce((sum, planned) => sum + planned.checks.length, 0);
  return plan.cells.length < plan.suite.cells || checks < plan.suite.checks;
}
