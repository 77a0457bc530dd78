/** What a soak has found, run by run. */
import type { CheckVerdict, Verdict } from '../../src/judge/verdict.ts';

export interface SoakRun {
  readonly number: number;
  readonly profile: string;
  readonly seed: number;
  readonly defect: string | undefined;
}

export interface SoakCell {
  readonly run: SoakRun;
  readonly cell: string;
  readonly checks: ReadonlyArray<Pick<CheckVerdict, 'id' | 'verdict' | 'reason'>>;
}

/** A whole run in one word, worst first. */
type Colour = 'red' | 'open' | 'green';

function colourOf(cells: readonly SoakCell[]): Colour {
  const verdicts = cells.flatMap(({ checks }) => checks.map(({ verdict }) => verdict));
  if (verdicts.includes('fail')) return 'red';
  const isGreen = verdicts.includes('pass') && !verdicts.includes('error') && !verdicts.includes('inconclusive');
  return isGreen ? 'green' : 'open';
}

/** What must not be: a red check of the conforming server, and one that passes although the defect should turn it red. */
export function wrongIn(cells: readonly SoakCell[], redFor: (defect: string) => readonly string[]): readonly string[] {
  return cells.flatMap(({ run: { defect }, checks }) => {
    const wrong = (id: string, verdict: Verdict): boolean =>
      defect === undefined ? verdict === 'fail' : verdict === 'pass' && redFor(defect).includes(id);
    return checks.filter(({ id, verdict }) => wrong(id, verdict)).map(({ id }) => id);
  });
}

const COLUMNS = ['pass', 'fail', 'inconclusive', 'error', 'not-applicable'] as const satisfies readonly Verdict[];

/** Runs, cells and checks by verdict: a row for each profile, and one for each defect. */
export function renderAccount(cells: readonly SoakCell[]): string {
  const rows = [...group(cells, ({ run }) => run.defect ?? run.profile)].map(([name, mine]) => {
    const runs = [...group(mine, ({ run }) => String(run.number)).values()].map(colourOf);
    const verdicts = mine.flatMap(({ checks }) => checks.map(({ verdict }) => verdict));
    const colours = (['green', 'open', 'red'] as const).map((colour) => count(runs, colour));
    return [name, runs.length, ...colours, mine.length, ...COLUMNS.map((verdict) => count(verdicts, verdict))];
  });
  const total = rows[0]?.map((_, at) => rows.reduce((sum, row) => sum + Number(at === 0 ? 0 : row[at]), 0)) ?? [];
  const head = ['stress', 'runs', 'green', 'open', 'red', 'cells', ...COLUMNS];
  const lines = [head, ...rows, ['all', ...total.slice(1)]].map((row) => row.map(String));
  const widths = head.map((_, at) => Math.max(...lines.map((line) => line[at]?.length ?? 0)));
  return lines
    .map((line) => line.map((text, at) => (at === 0 ? text.padEnd(widths[0] ?? 0) : text.padStart(widths[at] ?? 0))))
    .map((line) => line.join('  ').trimEnd())
    .join('\n');
}

const count = <T>(all: readonly T[], one: T): number => all.filter((each) => each === one).length;

function group<T>(all: readonly T[], keyOf: (one: T) => string): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const one of all) groups.set(keyOf(one), [...(groups.get(keyOf(one)) ?? []), one]);
  return groups;
}
