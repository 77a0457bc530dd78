/** What several runs of the same cells said of each check, and where they did not agree. Pure. */
import type { Compliance } from '../../src/report/compliance.ts';

type Check = Compliance['cells'][number]['checks'][number];

/** What some of the runs said of a check. */
export interface Said {
  /** `missing` where a run has no verdict of the check. */
  readonly verdict: Check['verdict'] | 'missing';
  /** The finding of the first of these runs. */
  readonly code: string | undefined;
  readonly reason: string;
  /** Numbers of the runs, the first of all is 1. */
  readonly runs: readonly number[];
}

export interface Difference {
  /** Of the cell of the check. */
  readonly cell: string;
  readonly id: string;
  /** Two or more, the one that most runs said first. */
  readonly said: readonly Said[];
}

/** The checks whose verdict is not the same in each of the runs, in the order in which they are met. */
export function differencesBetween(runs: readonly Compliance[]): readonly Difference[] {
  const known = runs.map(({ cells }) => new Map(cells.flatMap(({ checks }) => checks.map((each) => [each.id, each]))));
  const ids = new Map(
    runs.flatMap(({ cells }) => cells.flatMap(({ id: cell, checks }) => checks.map(({ id }) => [id, cell] as const))),
  );
  return [...ids].flatMap(([id, cell]): readonly Difference[] => {
    const said = saidBy(known.map((checks) => checks.get(id)));
    return said.length < 2 ? [] : [{ cell, id, said }];
  });
}

/** @param checks  that of each run */
function saidBy(checks: ReadonlyArray<Check | undefined>): readonly Said[] {
  const groups = new Map<Said['verdict'], { check: Check | undefined; runs: number[] }>();
  for (const [index, check] of checks.entries()) {
    const verdict = check?.verdict ?? 'missing';
    const group = groups.get(verdict) ?? { check, runs: [] };
    group.runs.push(index + 1);
    groups.set(verdict, group);
  }
  return [...groups]
    .map(([verdict, { check, runs }]) => ({
      verdict,
      code: check?.code,
      reason: check?.reason ?? 'the run has no verdict of it',
      runs,
    }))
    .toSorted((one, other) => other.runs.length - one.runs.length);
}

/**
 * The differences in lines: the check, then each verdict with the runs that gave it, and where their histories are.
 *
 * @param historiesOf  where the histories of a cell are in a run
 */
export function renderDifferences(
  differences: readonly Difference[],
  historiesOf: (run: number, cell: string) => string,
): readonly string[] {
  return differences.flatMap(({ id, cell, said }) => [
    id,
    ...said.flatMap(({ verdict, code, reason, runs: [first = 1, ...others] }) => [
      `  ${verdict} in ${runsOf([first, ...others])}${code === undefined ? '' : ` (${code})`}: ${reason}`,
      `    ${historiesOf(first, cell)}`,
    ]),
  ]);
}

/** `run 3`, `runs 1, 2, 4` */
function runsOf(runs: readonly number[]): string {
  return `${runs.length === 1 ? 'run' : 'runs'} ${runs.join(', ')}`;
}
