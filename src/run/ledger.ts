/** The ledger: after a run every planned check has exactly one verdict, whatever became of the processes. Pure. */
import type { HistoryEvent } from '../history/event.ts';
import { blockedBy } from './blocked.ts';
import { unjudged } from '../judge/check-verdict.ts';
import { type CellVerdict, type CheckVerdict, worst } from '../judge/verdict.ts';
import type { Cell } from '../suite/cell.ts';
import { plannedChecks } from '../suite/planned-checks.ts';
import { type CheckResult, combine, isGood } from './attempts.ts';
import { matchEntry } from './baseline.ts';
import { pairsNotBack } from './pairs-not-back.ts';
import { isSpoilt } from './spoilt.ts';
import { isPartial, type PlannedCell, type PlannedSuite, type RunPlan } from './run-plan.ts';

/**
 * The worst first. Only a suite that parkspec comes with, as it comes, is `conformant` or `non-conformant`: of others
 * the same is said as `passed` and `failed`, and one that was modified never passes.
 *
 * `known-failures`: nothing failed but what the baseline lists. `flaky`: every check passed, but not always at the first
 * attempt, and that was allowed. `stale-baseline`: a check that the baseline lists does not fail any more.
 */
export const RUN_VERDICTS = [
  'non-conformant',
  'failed',
  'stale-baseline',
  'incomplete',
  'known-failures',
  'flaky',
  'conformant',
  'passed',
] as const;
export type RunVerdict = (typeof RUN_VERDICTS)[number];

/** What an attempt at a cell left behind: its verdict, or why there is none. */
export interface CellOutcome {
  readonly verdict: CellVerdict | undefined;
  /** Why there is no verdict, or why it is not to be trusted. */
  readonly problem: string | undefined;
  /** Empty when nothing was recorded or it cannot be read. */
  readonly events: readonly HistoryEvent[];
}

/** The verdict of a cell after all attempts at it; its duration is that of all of them. */
export interface SettledVerdict extends CellVerdict {
  readonly checks: readonly CheckResult[];
}

export interface CellResult {
  readonly cell: Cell;
  readonly verdict: SettledVerdict;
  /** What each attempt recorded, in order; at least one. */
  readonly attempts: ReadonlyArray<Pick<CellOutcome, 'events'>>;
}

/** Each suite of a run has a verdict of its own, to which the cells of the others mean nothing. */
export interface SuiteResult {
  readonly planned: PlannedSuite;
  readonly verdict: RunVerdict;
  readonly cells: readonly CellResult[];
  /** Those of the run as a whole, and those of its own cells. */
  readonly troubles: readonly string[];
}

export interface RunResult {
  readonly plan: RunPlan;
  /** The worst verdict of its suites. */
  readonly verdict: RunVerdict;
  readonly durationMs: number;
  readonly suites: readonly SuiteResult[];
  /** All cells of all suites. */
  readonly cells: readonly CellResult[];
  /** What is wrong with the run as a whole or with a cell: it was interrupted, or verdicts came that were not planned. */
  readonly troubles: readonly string[];
}

/** The attempts at each cell by its id, in the order in which they were made. */
export type Outcomes = ReadonlyMap<string, readonly CellOutcome[]>;

/** Settles a run: one verdict for every planned check, `error` where none or more than one was found. */
export function settle(
  plan: RunPlan,
  outcomes: Outcomes,
  run: { readonly durationMs: number; readonly troubles: readonly string[] },
): RunResult {
  const suites = plan.suites.map((planned) => settleSuite(plan, planned, outcomes, run.troubles));
  const verdict = RUN_VERDICTS.find((one) => suites.some((suite) => suite.verdict === one)) ?? 'incomplete';
  const cells = suites.flatMap((suite) => suite.cells);
  const troubles = [...new Set([...run.troubles, ...suites.flatMap((suite) => suite.troubles)])];
  return { plan, verdict, durationMs: run.durationMs, suites, cells, troubles };
}

function settleSuite(
  plan: RunPlan,
  planned: PlannedSuite,
  outcomes: Outcomes,
  troublesOfRun: readonly string[],
): SuiteResult {
  const own = plan.cells.filter((cell) => cell.suite === planned.suite.id);
  const cells = own.map((cell) => settleCell(plan, cell, attemptsAt(cell, outcomes)));
  const troubles = [
    ...troublesOfRun,
    ...own.flatMap((cell) => problem(cell.cell, attemptsAt(cell, outcomes))),
    ...own.flatMap((cell) =>
      pairsNotBack(
        cell.cell.id,
        attemptsAt(cell, outcomes).map((outcome) => outcome?.events ?? []),
      ),
    ),
    ...own.flatMap((cell) => attemptsAt(cell, outcomes).flatMap((outcome) => surplus(cell, outcome))),
  ];
  const isOpen = troubles.length > 0 || isPartial(plan, planned);
  return { planned, verdict: verdictFor(planned, verdictOf(plan, cells, isOpen)), cells, troubles };
}

/** The planned cells whose last attempt left something to be desired that the baseline does not excuse. */
export function cellsToRetry(plan: RunPlan, outcomes: Outcomes): readonly Cell[] {
  return plan.cells
    .filter((planned) => {
      const last = attemptsAt(planned, outcomes).slice(-1);
      const { verdict } = settleCell(plan, planned, last);
      const wanting = verdict.checks.some((check) => !isGood(check.verdict) && !isKnown(check));
      return wanting || last.some((outcome) => outcome?.problem !== undefined);
    })
    .map(({ cell }) => cell);
}

/** The planned cells in which nothing failed and nothing is open but what the machine has spoilt in every attempt. */
export function cellsSpoilt(plan: RunPlan, outcomes: Outcomes): readonly Cell[] {
  return plan.cells
    .filter((planned) => {
      const attempts = attemptsAt(planned, outcomes);
      const open = settleCell(plan, planned, attempts).verdict.checks.filter(({ verdict }) => !isGood(verdict));
      const isSound = attempts.at(-1)?.problem === undefined && open.length > 0;
      return isSound && open.every(({ id }) => attempts.every((one) => isSpoiltIn(id, one)));
    })
    .map(({ cell }) => cell);
}

/** 0 nothing new was found, 1 a check failed or the baseline is stale (whatever else broke), 2 the question is open. */
export function exitCode(verdict: RunVerdict): 0 | 1 | 2 {
  switch (verdict) {
    case 'conformant':
    case 'passed':
    case 'known-failures':
    case 'flaky':
      return 0;
    case 'non-conformant':
    case 'failed':
    case 'stale-baseline':
      return 1;
    case 'incomplete':
      return 2;
  }
}

/** The events that a check's verdict cites. */
export function eventsOf({ attempts }: CellResult, { attempt }: CheckResult): readonly HistoryEvent[] {
  return attempts[attempt - 1]?.events ?? [];
}

/** Whether a check that is not good stands in nobody's way: it is known, or flaky where that is allowed. */
export function isExcused(plan: RunPlan, check: CheckResult): boolean {
  return isKnown(check) || (check.flaky && plan.allowFlaky === true);
}

/** A failure that the baseline lists, or a check that nothing but such a failure keeps from being judged. */
export function isKnown({ baseline, blockedByKnown }: CheckResult): boolean {
  return baseline?.kind === 'known' || blockedByKnown !== undefined;
}

/** What an attempt left behind; nothing where it was never made. */
type Attempt = CellOutcome | undefined;
type Attempts = readonly [Attempt, ...Attempt[]];

function attemptsAt({ cell }: PlannedCell, outcomes: Outcomes): Attempts {
  const [first, ...more] = outcomes.get(cell.id) ?? [];
  return [first, ...more];
}

function settleCell(plan: RunPlan, planned: PlannedCell, attempts: readonly Attempt[]): CellResult {
  const settled = planned.checks.map((id) => settleCheck(plan, id, attempts));
  const checks = settled.map((check) => withKnownBlock(check, settled, attempts));
  const took = attempts.map((outcome) => outcome?.verdict?.durationMs ?? outcome?.events.at(-1)?.t ?? 0);
  return {
    cell: planned.cell,
    verdict: {
      cell: planned.cell.id,
      verdict: worst(checks.map((check) => check.verdict)),
      durationMs: took.reduce((sum, ms) => sum + ms, 0),
      checks,
    },
    attempts: attempts.map((outcome) => ({ events: outcome?.events ?? [] })),
  };
}

/** One result for a check of the plan from the attempts at its cell. */
export function settleCheck(plan: RunPlan, id: string, attempts: readonly Attempt[]): CheckResult {
  const [first, ...more] = attempts.map((outcome, at) => verdictIn(id, outcome, at === attempts.length - 1));
  const check = combine(
    [first ?? verdictIn(id, undefined, true), ...more],
    attempts.map((one) => isSpoiltIn(id, one)),
  );
  const entry = plan.baseline?.entries.find((one) => one.check === id);
  if (entry === undefined) return check;
  // A check that never failed and passed in the end is one that the entry has no use for.
  const verdict = check.flaky && check.verdict !== 'fail' ? 'pass' : check.verdict;
  const baseline = matchEntry(entry, verdict, plan.started.slice(0, 10));
  // What was seen by a worker that then died does not prove that the failure is gone.
  const doubtful = baseline?.kind === 'stale' && attempts.at(-1)?.problem !== undefined;
  return baseline === undefined || doubtful ? check : { ...check, baseline };
}

/**
 * Names the known failure that blocks a check. Each attempt in which it was left open must have been blocked by a failure that is
 * known: what is open for another reason is nobody's excuse.
 */
function withKnownBlock(
  check: CheckResult,
  settled: readonly CheckResult[],
  attempts: readonly Attempt[],
): CheckResult {
  if (check.verdict !== 'inconclusive') return check;
  const roots = attempts.flatMap((attempt, at) => {
    const open = check.attempts[at]?.verdict !== undefined && !isGood(check.attempts[at].verdict);
    if (!open || isSpoiltIn(check.id, attempt)) return [];
    return [blockedBy(attempt?.verdict?.checks ?? []).get(check.id)?.id];
  });
  const isKnownRoot = (root: string | undefined): boolean =>
    settled.some(({ id, baseline }) => id === root && baseline?.kind === 'known');
  const last = roots.at(-1);
  return last !== undefined && roots.every(isKnownRoot) ? { ...check, blockedByKnown: last } : check;
}

function isSpoiltIn(id: string, outcome: Attempt): boolean {
  const checks = outcome?.verdict?.checks ?? [];
  return checks.some((check) => check.id === id && isSpoilt(check, checks));
}

function verdictIn(id: string, outcome: Attempt, isLast: boolean): CheckVerdict {
  const found = outcome?.verdict?.checks.filter((check) => check.id === id) ?? [];
  const [only] = found;
  if (only === undefined || found.length > 1) {
    return found.length > 1
      ? unjudged(id, 'several-verdicts', { count: found.length })
      : unjudged(id, 'no-verdict', { problem: outcome?.problem ?? 'the cell was never run' });
  }
  // Trouble with the last attempt makes the run incomplete; that of an earlier one is known by its checks alone.
  if (isLast || outcome?.problem === undefined || !isGood(only.verdict)) return only;
  return unjudged(id, 'verdict-doubtful', { problem: outcome.problem });
}

/** A cell that left trouble behind is not to be trusted to be green, even where it has verdicts. */
function problem(cell: Cell, attempts: Attempts): readonly string[] {
  const last = attempts.at(-1);
  if (last?.verdict === undefined || last.problem === undefined) return [];
  return [`${cell.id}: ${last.problem}`];
}

/** Verdicts on checks that the cell does not have mean that it was not this plan that was run. */
function surplus(planned: PlannedCell, outcome: Attempt): readonly string[] {
  const own = new Set(plannedChecks(planned.cell));
  const found = outcome?.verdict?.checks ?? [];
  return found.filter((check) => !own.has(check.id)).map((check) => `${check.id} was judged but never planned`);
}

/** What parkspec says of its own requirements alone is said in other words of those that others have written. */
function verdictFor({ requirements }: PlannedSuite, verdict: RunVerdict): RunVerdict {
  if (requirements.kind === 'sealed') return verdict;
  if (verdict === 'non-conformant') return 'failed';
  if (requirements.kind === 'own') return verdict === 'conformant' ? 'passed' : verdict;
  return exitCode(verdict) === 0 ? 'incomplete' : verdict;
}

/** `isOpen`: something stands in the way of a good verdict, whatever the checks say. */
function verdictOf(plan: RunPlan, cells: readonly CellResult[], isOpen: boolean): RunVerdict {
  const checks = cells.flatMap((cell) => cell.verdict.checks);
  const counted = checks.filter((check) => !isExcused(plan, check)).map((check) => check.verdict);
  if (counted.includes('fail')) return 'non-conformant';
  if (checks.some((check) => check.baseline?.kind === 'stale')) return 'stale-baseline';
  const passed = checks.some((check) => check.verdict === 'pass' || check.flaky);
  const open = counted.includes('error') || counted.includes('inconclusive') || !passed;
  if (open || isOpen) return 'incomplete';
  if (checks.some((check) => check.baseline?.kind === 'known')) return 'known-failures';
  return checks.some((check) => check.flaky) ? 'flaky' : 'conformant';
}
