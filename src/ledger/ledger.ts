/** The ledger: after a run every planned check has exactly one verdict, whatever became of the processes. Pure. */
import type { HistoryEvent } from '../history/event.ts';
import { type CellVerdict, type CheckVerdict, worst } from '../judge/verdict.ts';
import type { Cell } from '../spec/cell.ts';
import { plannedChecks } from '../spec/plan.ts';
import { isPartial, type PlannedCell, type RunPlan } from './run.ts';

export type RunVerdict = 'conformant' | 'non-conformant' | 'incomplete';

/** What a cell left behind: its verdict, or why there is none. */
export interface CellOutcome {
  readonly verdict: CellVerdict | undefined;
  /** Why there is no verdict, or why it is not to be trusted. */
  readonly problem: string | undefined;
  /** Empty when nothing was recorded or it cannot be read. */
  readonly events: readonly HistoryEvent[];
}

export interface CellResult {
  readonly cell: Cell;
  readonly verdict: CellVerdict;
  readonly events: readonly HistoryEvent[];
}

export interface RunResult {
  readonly plan: RunPlan;
  readonly verdict: RunVerdict;
  readonly durationMs: number;
  readonly cells: readonly CellResult[];
  /** What is wrong with the run as a whole: it was interrupted, or verdicts came that nobody had planned. */
  readonly troubles: readonly string[];
}

/** Settles a run: one verdict for every planned check, `error` where none or more than one was found. */
export function settle(
  plan: RunPlan,
  outcomes: ReadonlyMap<string, CellOutcome>,
  run: { readonly durationMs: number; readonly troubles: readonly string[] },
): RunResult {
  const cells = plan.cells.map((planned) => settleCell(planned, outcomes.get(planned.cell.id)));
  const troubles = [
    ...run.troubles,
    ...plan.cells.flatMap(({ cell }) => problem(cell, outcomes)),
    ...plan.cells.flatMap((planned) => surplus(planned, outcomes)),
  ];
  return { plan, verdict: verdictOf(plan, cells, troubles), durationMs: run.durationMs, cells, troubles };
}

/** 0 conformant, 1 a check failed (whatever else broke), 2 anything that leaves the question open. */
export function exitCode(verdict: RunVerdict): 0 | 1 | 2 {
  switch (verdict) {
    case 'conformant':
      return 0;
    case 'non-conformant':
      return 1;
    case 'incomplete':
      return 2;
  }
}

function settleCell(planned: PlannedCell, outcome: CellOutcome | undefined): CellResult {
  const checks = planned.checks.map((id) => settleCheck(id, outcome));
  const durationMs = outcome?.verdict?.durationMs ?? outcome?.events.at(-1)?.t ?? 0;
  const verdict = worst(checks.map((check) => check.verdict));
  return {
    cell: planned.cell,
    verdict: { cell: planned.cell.id, verdict, durationMs, checks },
    events: outcome?.events ?? [],
  };
}

function settleCheck(id: string, outcome: CellOutcome | undefined): CheckVerdict {
  const found = outcome?.verdict?.checks.filter((check) => check.id === id) ?? [];
  const [only] = found;
  if (only !== undefined && found.length === 1) return only;
  const why =
    found.length > 1
      ? `this check has ${found.length} verdicts where there must be one`
      : `no verdict: ${outcome?.problem ?? 'the cell was never run'}`;
  return { id, verdict: 'error', reason: why, figures: {}, evidence: [], advisories: [] };
}

/** A cell that left trouble behind is not to be trusted to be green, even where it has verdicts. */
function problem(cell: Cell, outcomes: ReadonlyMap<string, CellOutcome>): readonly string[] {
  const found = outcomes.get(cell.id);
  if (found?.verdict === undefined || found.problem === undefined) return [];
  return [`${cell.id}: ${found.problem}`];
}

/** Verdicts on checks that the cell does not have mean that it was not this plan that was run. */
function surplus(planned: PlannedCell, outcomes: ReadonlyMap<string, CellOutcome>): readonly string[] {
  const own = new Set(plannedChecks(planned.cell));
  const found = outcomes.get(planned.cell.id)?.verdict?.checks ?? [];
  return found.filter((check) => !own.has(check.id)).map((check) => `${check.id} was judged but never planned`);
}

function verdictOf(plan: RunPlan, cells: readonly CellResult[], troubles: readonly string[]): RunVerdict {
  const verdicts = cells.flatMap((cell) => cell.verdict.checks).map((check) => check.verdict);
  if (verdicts.includes('fail')) return 'non-conformant';
  const open = verdicts.includes('error') || verdicts.includes('inconclusive') || !verdicts.includes('pass');
  return open || troubles.length > 0 || isPartial(plan) ? 'incomplete' : 'conformant';
}
