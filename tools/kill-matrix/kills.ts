/** Compares what the defects turned red with what they should have. Pure. */
import type { CheckVerdict } from '../../src/judge/verdict.ts';

/** A run of the whole table with one defect, or with none. */
export interface TableRun {
  readonly defect: string | undefined;
  /** The candidate file that was run, where it is not the reference server's own. */
  readonly candidate?: string | undefined;
  /** Every planned check of the cells that were run. */
  readonly checks: ReadonlyArray<Pick<CheckVerdict, 'id' | 'verdict' | 'reason'>>;
}

export interface Expected {
  readonly id: string;
  readonly turnsRed: readonly string[];
  readonly mayTurnRed?: readonly string[];
}

export interface Matrix {
  readonly planned: readonly string[];
  readonly expected: readonly Expected[];
  readonly runs: readonly TableRun[];
  /** Whether all defects were run, so that every check must have been turned red. */
  readonly whole: boolean;
}

/** What is wrong with the matrix, one sentence each. */
export function problemsOf({ planned, expected, runs, whole }: Matrix): string[] {
  const without = runs.filter(({ defect }) => defect === undefined);
  return [
    ...(without.length === 0 ? ['the server was not run without a defect'] : without.flatMap(conformingProblems)),
    ...expected.flatMap((one) => {
      const run = runs.find(({ defect }) => defect === one.id);
      return run === undefined ? [`${one.id} was not run`] : defectProblems(planned, one, run, !whole);
    }),
    ...(whole ? planned : []).filter((check) => !isKilled(check, runs)).map((id) => `${id} is turned red by no defect`),
  ];
}

/** The checks that a run turned red. */
export function redIn(run: TableRun): readonly string[] {
  return run.checks.filter((check) => check.verdict === 'fail').map((check) => check.id);
}

function conformingProblems(run: TableRun): readonly string[] {
  return run.checks
    .filter((check) => check.verdict !== 'pass' && !isLeftOut(run, check))
    .map((check) => `without a defect${inFile(run)} ${check.id} is ${check.verdict}: ${check.reason}`);
}

/** A file for phones that behave otherwise leaves checks out; that of the reference server none. */
function isLeftOut({ candidate }: TableRun, { verdict }: TableRun['checks'][number]): boolean {
  return candidate !== undefined && verdict === 'not-applicable';
}

function inFile({ candidate }: TableRun): string {
  return candidate === undefined ? '' : ` in ${candidate}`;
}

function defectProblems(
  planned: readonly string[],
  { id, turnsRed, mayTurnRed = [] }: Expected,
  run: TableRun,
  isPart: boolean,
): readonly string[] {
  const strangers = turnsRed
    .filter((check) => !planned.includes(check))
    .map((check) => `${id}: no check is called ${check}`);
  const red = redIn(run);
  const survived = red.length === 0 && !(isPart && turnsRed.length === 0) ? [`${id} survives: nothing is red`] : [];
  const missing = turnsRed.flatMap((check) => {
    const found = run.checks.find((one) => one.id === check);
    if (found === undefined) return planned.includes(check) ? [`${id}: ${check} was not judged`] : [];
    if (found.verdict === 'fail') return [];
    return [`${id} should turn ${check} red, but it is ${found.verdict}: ${found.reason}`];
  });
  const surplus = run.checks
    .filter((check) => check.verdict === 'fail' && !turnsRed.includes(check.id) && !mayTurnRed.includes(check.id))
    .map((check) => `${id} should not turn ${check.id} red: ${check.reason}`);
  return [...strangers, ...survived, ...missing, ...surplus];
}

function isKilled(check: string, runs: readonly TableRun[]): boolean {
  return runs.some((run) => run.defect !== undefined && redIn(run).includes(check));
}
