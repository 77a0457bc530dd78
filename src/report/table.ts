/** The table of design section 11 as text: rows are call states, columns phases, then the statements beside it. */
import type { CellResult, RunResult, RunVerdict } from '../run/ledger.ts';
import { type Paint, plainPaint, type Style, VERDICT_STYLES } from './paint.ts';
import { cellTally, headline, scoreLine } from './score.ts';
import { candidateLine, COLUMNS, ROWS, RUN_VERDICT_NAMES, STATE_NAMES, VERDICT_MARKS } from './words.ts';

const RUN_STYLES: Readonly<Record<RunVerdict, Style>> = {
  conformant: 'green',
  'known-failures': 'yellow',
  flaky: 'yellow',
  'stale-baseline': 'red',
  'non-conformant': 'red',
  incomplete: 'yellow',
};
const GAP = 3;
const LONGEST_TITLE = 60;

/** The table and the line below it; `where` is the page that says more. */
export function renderTable(result: RunResult, where: string, paint: Paint = plainPaint): string {
  const header = candidateLine(result.plan.candidate, result.plan.phones);
  const rows = tableRows(result.cells);
  const verdict = headline(result);
  const score = scoreLine(result);
  const last = verdict.length + 2 + score.length;
  // A verdict that needs explaining may reach into the columns; the table does not move for it.
  const isPlain = verdict === RUN_VERDICT_NAMES[result.verdict];
  const left = Math.max(header.length, isPlain ? last : 0, ...rows.map((row) => row.label.length)) + GAP;
  const entries = rows.flatMap((row) => row.entries).filter((entry) => entry !== undefined);
  const width =
    Math.max(...COLUMNS.map((name) => name.length), ...entries.map((entry) => entryText(entry).length)) + GAP;

  const lines = [
    paint(header, 'bold') + ' '.repeat(left - header.length) + COLUMNS.map((name) => name.padEnd(width)).join(''),
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
function tableRows(cells: readonly CellResult[]): readonly Row[] {
  const placed = new Set<CellResult>();
  const table = ROWS.flatMap((state) => {
    const columns = COLUMNS.map((phase) => cells.filter((one) => one.cell.state === state && one.cell.phase === phase));
    for (const column of columns) for (const cell of column) placed.add(cell);
    const height = Math.max(1, ...columns.map((column) => column.length));
    return Array.from({ length: height }, (_, at) => ({
      label: at === 0 ? STATE_NAMES[state] : '',
      entries: columns.map((column) => column[at]),
    }));
  });
  const beside = cells
    .filter((cell) => !placed.has(cell))
    .map((cell) => ({ label: shortened(cell.cell.title), entries: [cell] }));
  return [...table, ...beside];
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
