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
import type { Requirements } from '../suite/seal.ts';
import type { Suite } from '../suite/suite.ts';
import type { Baseline } from './baseline.ts';

export const RUN_SCHEMA = 2;

/** A suite as it was read when the run was planned; what became of its files afterwards changes nothing. */
export interface PlannedSuite {
  readonly suite: Suite;
  readonly requirements: Requirements;
  /** What a run of all of it would have planned; less than that is never conformant. */
  readonly cells: number;
  readonly checks: number;
}

/** A suite that parkspec comes with and that is for other candidates. */
export interface LeftOutSuite {
  readonly id: string;
  readonly version: string;
  /** A clause: `it is for pools that share an address, …`. */
  readonly why: string;
}

export interface PlannedCell {
  /** The id of its suite. */
  readonly suite: string;
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
  /** What was asked for instead of everything, as the command line had it. */
  readonly filters: readonly string[];
  /** The words of the command line that a cell needs to run again in the same way; missing where there was none. */
  readonly words?: readonly string[];
  /** In the order in which they are shown; each has a cell in the plan. */
  readonly suites: readonly PlannedSuite[];
  /** Missing where every suite that was asked for is for this candidate. */
  readonly leftOut?: readonly LeftOutSuite[];
  readonly cells: readonly PlannedCell[];
}

/** Whether the plan leaves out anything of a suite. */
export function isPartial(plan: RunPlan, { suite, cells, checks }: PlannedSuite): boolean {
  const planned = plan.cells.filter((cell) => cell.suite === suite.id);
  return planned.length < cells || planned.reduce((sum, cell) => sum + cell.checks.length, 0) < checks;
}
