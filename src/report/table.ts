/** The tables of a run as text, one a suite: rows and columns are those of the suite, then come the cells below it. */
import type { CellResult, RunResult, RunVerdict, SuiteResult } from '../run/ledger.ts';
import { isInTable, type Suite } from '../suite/suite.ts';
import { type Paint, plainPaint, type Style, VERDICT_STYLES } from './paint.ts';
import { cellTally, headline, scoreLine } from './score.ts';
import { candidateLine, RUN_VERDICT_NAMES, VERDICT_MARKS } from './words.ts';

const RUN_STYLES: Readonly<Record<RunVerdict, Style>> = {
  conformant: 'green',
  passed: 'green',
  'known-failures': 'yellow',
  flaky: 'yellow',
  'stale-baseline': 'red',
  'non-conformant': 'red',
  failed: 'red',
  incomplete: 'yellow',
};
const GAP = 3;
const LONGEST_TITLE = 60;

/** The tables, each with its headline below it; `where` is the page that says more. */
export function renderTables(result: RunResult, where: string, paint: Paint = plainPaint): string {
  const candidate = candidateLine(result.plan.candidate, result.plan.phones);
  const [only, ...more] = result.suites;
  if (only !== undefined && more.length === 0) return renderTable(only, candidate, result.durationMs, where, paint);
  const tables = result.suites.map((suite, at) => {
    const { title, version } = suite.planned.suite;
    const isLast = at === result.suites.length - 1;
    return renderTable(suite, `${title} ${version}`, result.durationMs, isLast ? where : '', paint);
  });
  return [paint(candidate, 'bold'), ...tables].join('\n\n');
}

function renderTable(result: SuiteResult, header: string, durationMs: number, where: string, paint: Paint): string {
  const { suite } = result.planned;
  const columns = (suite.table?.columns ?? []).map(({ short }) => short);
  const rows = tableRows(suite, result.cells);
  const verdict = headline(result);
  const score = scoreLine(result, durationMs);
  const last = verdict.length + 2 + score.length;
  // A verdict that needs explaining may reach into the columns; the table does not move for it.
  const isPlain = verdict.endsWith(RUN_VERDICT_NAMES[result.verdict]);
  const left = Math.max(header.length, isPlain ? last : 0, ...rows.map((row) => row.label.length)) + GAP;
  const entries = rows.flatMap((row) => row.entries).filter((entry) => entry !== undefined);
  const width =
    Math.max(...columns.map((name) => name.length), ...entries.map((entry) => entryText(entry).length)) + GAP;

  const lines = [
    paint(header, 'bold') + ' '.repeat(left - header.length) + columns.map((name) => name.padEnd(width)).join(''),
    ...rows.map((row) => {
      const painted = row.entries.map((entry) => paintEntry(entry, width, paint)).join('');
      return row.label.padEnd(left) + painted;
    }),
    `${paint(verdict, 'bold', RUN_STYLES[result.verdict])}  ${score}`.concat(
      ' '.repeat(Math.max(GAP, left - last)),
      where,
    ),
  ];
  return lines.map((line) => line.trimEnd()).join('\n');
}

interface Row {
  readonly label: string;
  readonly entries: ReadonlyArray<CellResult | undefined>;
}

/** Every place of the table has its row, run or not; a second cell for the same place goes below the first. */
function tableRows(suite: Suite, cells: readonly CellResult[]): readonly Row[] {
  const { rows = [], columns = [] } = suite.table ?? {};
  const table = rows.flatMap(({ state, title }) => {
    const places = columns.map(({ phase }) => cells.filter(({ cell }) => cell.state === state && cell.phase === phase));
    const height = Math.max(1, ...places.map((place) => place.length));
    return Array.from({ length: height }, (_, at) => ({
      label: at === 0 ? shortened(title) : '',
      entries: places.map((place) => place[at]),
    }));
  });
  const below = cells
    .filter(({ cell }) => !isInTable(suite, cell))
    .map((cell) => ({ label: shortened(cell.cell.title), entries: [cell] }));
  return [...table, ...below];
}

function shortened(title: string): string {
  return title.length <= LONGEST_TITLE ? title : `${title.slice(0, LONGEST_TITLE - 1)}…`;
}

function entryText({ cell, verdict }: CellResult): string {
  return `${VERDICT_MARKS[verdict.verdict]} ${cell.id} ${cellTally(verdict.checks)}`;
}

function paintEntry(entry: CellResult | undefined, width: number, paint: Paint): string {
  if (entry === undefined) return paint('·', 'dim') + ' '.repeat(width - 1);
  const text = entryText(entry);
  return paint(text, VERDICT_STYLES[entry.verdict.verdict]) + ' '.repeat(width - text.length);
}
