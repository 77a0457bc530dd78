/** Hand-made cells, verdicts and plans for the tests of ledger and report. */
import type { CellOutcome, Outcomes } from '../../src/run/ledger.ts';
import type { KnownFailure } from '../../src/run/baseline.ts';
import type { PlannedCell, PlannedSuite, RunPlan } from '../../src/run/run-plan.ts';
import type { CellVerdict, CheckVerdict, Verdict } from '../../src/judge/verdict.ts';
import { type Cell, PHASES, type Phase, type Step } from '../../src/suite/cell.ts';
import { plannedChecks } from '../../src/suite/planned-checks.ts';
import type { Requirements } from '../../src/suite/seal.ts';
import type { Suite } from '../../src/suite/suite.ts';
import { SAMPLE } from '../candidate/sample.ts';

/** A cell whose checks ask that call A is connected, one a line from line 10. */
export function sampleCell(id: string, state: string, phase: Phase, names: readonly string[]): Cell {
  const file = `/specs/${id}.yaml`;
  const checks = names.map(
    (name, at): Step => ({
      kind: 'check',
      id: `${id}/${name}`,
      expect: { kind: 'is', outcome: 'connected', call: 'A' },
      at: { file, line: 10 + at, column: 9 },
    }),
  );
  const call: Step = {
    kind: 'act',
    deed: { verb: 'call', call: 'A', by: 'alice', to: 'bob' },
    at: { file, line: 8, column: 9 },
  };
  return {
    id,
    title: `The sample cell ${id}`,
    state,
    phase,
    requirement: 'The call stays connected.',
    source: 'Call Park experience during pool failure, row 1, column 1',
    demands: [],
    at: { file, line: 1, column: 1 },
    scenario: PHASES.slice(0, PHASES.indexOf(phase) + 1).map((name) => ({
      phase: name,
      steps: name === 'normal' ? [call] : name === phase ? checks : [],
    })),
    parties: ['alice', 'bob'],
  };
}

export function sampleCheck(id: string, verdict: Verdict, more: Partial<CheckVerdict> = {}): CheckVerdict {
  return { id, verdict, reason: `${verdict} for a reason`, figures: {}, evidence: [], advisories: [], ...more };
}

export const dr11 = sampleCell('DR-11', 'not-yet-parked', 'outage', ['stays-connected', 'park-refused']);
export const dr22 = sampleCell('DR-22', 'parked', 'failover', ['nobody-parked']);
export const drS1 = sampleCell('DR-S1', 'service', 'failover', ['redirected']);
export const cells: readonly Cell[] = [dr11, dr22, drS1];

export const SUITE: Suite = {
  id: 'sample-table',
  title: 'The sample table',
  version: '1.0',
  source: { title: 'A sample of sources', address: 'https://standards.example/7' },
  report: 'The sample table · report',
  badge: 'sample label',
  epic: 'Sample epic',
  table: {
    corner: 'call state',
    rows: [
      { state: 'not-yet-parked', title: 'not yet parked', call: 'not-yet-parked' },
      { state: 'parked', title: 'parked, not yet retrieved', call: 'parked' },
      { state: 'retrieved', title: 'parked, already retrieved', call: 'retrieved' },
    ],
    columns: [
      { phase: 'outage', title: 'outage occurs', short: 'outage' },
      { phase: 'failover', title: 'during failover', short: 'failover' },
      { phase: 'failback', title: 'during failback', short: 'failback' },
    ],
  },
  below: { state: 'service', title: 'Stated below' },
  order: [],
};

export const SHA = 'ab'.repeat(32);
export const SEALED: Requirements = { kind: 'sealed', sha256: SHA };

/** A suite of these cells as a plan has it. */
export function plannedSuite(
  of: readonly Cell[],
  more: { readonly suite?: Suite; readonly requirements?: Requirements } = {},
): PlannedSuite {
  const { suite = SUITE, requirements = SEALED } = more;
  return { suite, requirements, cells: of.length, checks: of.flatMap((cell) => plannedChecks(cell)).length };
}

export const OWN: Requirements = { kind: 'own', sha256: SHA };
export const MODIFIED: Requirements = {
  kind: 'modified',
  sha256: SHA,
  sealed: { version: '1.0', cells: 13, checks: 74, sha256: 'cd'.repeat(32) },
  differences: ['DR-12 is missing', 'DR-11 was changed'],
};

/** The plan with other requirements. */
export function heldTo(requirements: Requirements, plan: RunPlan): RunPlan {
  return { ...plan, suites: plan.suites.map((suite) => ({ ...suite, requirements })) };
}

/** A planned cell of the sample suite, with all of its checks or with these. */
export function plannedCell(cell: Cell, checks: readonly string[] = plannedChecks(cell)): PlannedCell {
  return { suite: SUITE.id, cell, checks };
}

export function planOf(planned: readonly (Cell | PlannedCell)[], suite: readonly Cell[] = cells): RunPlan {
  return {
    schema: 2,
    id: '20261123T031522-a1b2c3',
    parkspec: '0.1.0',
    node: 'v20.20.2',
    phones: 'native',
    started: '2026-11-23T03:15:22.000Z',
    pid: 1,
    candidate: SAMPLE,
    digest: '5f'.repeat(32),
    strict: false,
    filters: [],
    suites: [plannedSuite(suite)],
    cells: planned.map((one) => ('cell' in one ? one : plannedCell(one))),
  };
}

/** What a cell leaves behind whose checks all have `verdict`, except those that `but` names. */
export function outcome(cell: Cell, verdict: Verdict, but: Readonly<Record<string, Verdict>> = {}): CellOutcome {
  const checks = plannedChecks(cell).map((id) => sampleCheck(id, but[id] ?? verdict));
  return { verdict: cellVerdict(cell, checks), problem: undefined, events: [] };
}

export function cellVerdict(cell: Cell, checks: readonly CheckVerdict[]): CellVerdict {
  return { cell: cell.id, verdict: 'pass', durationMs: 812.4, checks };
}

/** Each cell with what its attempts left behind. */
export function outcomes(...list: readonly (readonly [Cell, ...CellOutcome[]])[]): Outcomes {
  return new Map(list.map(([cell, ...found]) => [cell.id, found]));
}

/** An entry of the baseline `known.yaml`, in line 3. */
export function known(check: string, more: Partial<KnownFailure> = {}): KnownFailure {
  return { check, reason: 'the fix is on its way', at: { file: 'known.yaml', line: 3, column: 5 }, ...more };
}

/** The plan of all sample cells with what the command line may ask for besides. */
export function planWith(more: Pick<Partial<RunPlan>, 'baseline' | 'retries' | 'allowFlaky' | 'started'>): RunPlan {
  return { ...planOf(cells), ...more };
}
