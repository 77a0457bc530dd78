/** The kill matrix in short, docs/kill-matrix.md, and whole. Nothing in either depends on when or where it was made. */
import type { CandidateFile, Elsewhere } from '../../src/reference/defects/defect-table.ts';
import { OTHER_DIALECTS } from '../../src/reference/defects/other-dialects.ts';
import { count } from '../../src/report/words.ts';
import { elsewhere } from './pairs.ts';

/** Where a run writes the whole matrix: more than a thousand lines. */
export const WHOLE = 'reports/kill-matrix.md';

export interface Described {
  readonly id: string;
  readonly title: string;
  readonly turnsRed: readonly string[];
  /** How the primary must go away for it to show, where that is not as the candidate file says. */
  readonly outage?: string;
  /** The candidate file in fixtures/candidates in which it shows, where that is not the reference server's own. */
  readonly candidate?: CandidateFile;
  readonly elsewhere?: Readonly<Partial<Record<CandidateFile, Elsewhere>>>;
}

export interface MatrixCell {
  readonly id: string;
  readonly title: string;
  readonly checks: readonly string[];
}

/** One row for each cell, and one for each file of another dialect. */
export function renderSummary(cells: readonly MatrixCell[], defects: readonly Described[]): string {
  return [
    ...head(cells, defects),
    `\`npm run kill-matrix\` writes which defect turns which check red to \`${WHOLE}\`, and \`parkspec list --defects\` tells it of each defect.`,
    '',
    '| cell | | checks | defects that turn it red | of each check at least |',
    '|---|---|--:|--:|--:|',
    ...cells.map(({ id, title, checks }) => {
      const killers = defects.filter(({ turnsRed }) => checks.some((check) => turnsRed.includes(check))).length;
      const least = Math.min(...checks.map((check) => killersOf(check, defects).length));
      return `| ${id} | ${title} | ${checks.length} | ${killers} | ${least} |`;
    }),
    '',
    ...headOfDialects(),
    '| candidate file | defects on one cell each | on the whole table | cannot be there |',
    '|---|--:|--:|--:|',
    ...OTHER_DIALECTS.map((file) => {
      const there = defects.map((defect) => ({ defect, ...elsewhere(defect, file) }));
      const absent = there.filter(({ kind }) => kind === 'absent').length;
      const tables = there.filter(({ kind, defect }) => kind !== 'absent' && defect.candidate === file).length;
      return `| ${linkTo(file)} | ${there.length - absent - tables} | ${tables} | ${absent} |`;
    }),
    '',
  ].join('\n');
}

function head(cells: readonly MatrixCell[], defects: readonly Described[]): readonly string[] {
  const checks = cells.flatMap((cell) => cell.checks);
  return [
    '# Kill matrix',
    '',
    '<!-- Made by `npm run kill-matrix`; do not edit. -->',
    '',
    `The reference server can be made to misbehave in ${count(defects.length, 'way')}, each something that a park server has got wrong. Every`,
    `one of them is run against the whole table. Each of the ${checks.length} checks is turned red by at least one, each defect turns`,
    'red what it should and nothing else, and without a defect everything is green: `npm run kill-matrix` fails otherwise.',
    '',
  ];
}

function killersOf(check: string, defects: readonly Described[]): readonly string[] {
  return defects.filter(({ turnsRed }) => turnsRed.includes(check)).map(({ id }) => id);
}

/** A row for each defect in the matrix of a cell that it turns red, a column for each check. */
export function renderPage(cells: readonly MatrixCell[], defects: readonly Described[]): string {
  return [
    ...head(cells, defects),
    ...cells.flatMap(({ id, title, checks: own }) => [
      `## ${id} ${title}`,
      '',
      `| defect | ${own.map((check) => check.slice(id.length + 1)).join(' | ')} |`,
      `|---|${own.map(() => ':-:|').join('')}`,
      ...defects
        .filter((defect) => own.some((check) => defect.turnsRed.includes(check)))
        .map((defect) => {
          const marks = own.map((check) => (defect.turnsRed.includes(check) ? '✗' : ''));
          return `| ${defect.id} | ${marks.join(' | ')} |`;
        }),
      `| **killed by** | ${own.map((check) => killersOf(check, defects).length).join(' | ')} |`,
      '',
    ]),
    '## The defects',
    '',
    '| defect | what the server does | turns red |',
    '|---|---|---|',
    ...defects.map(
      ({ id, title, turnsRed, ...needs }) => `| \`${id}\` | ${title}${needed(needs)} | ${turnsRed.join(', ')} |`,
    ),
    '',
    ...inOtherDialects(defects),
  ].join('\n');
}

/** The check by which each defect is found in the files of other dialects, or why it cannot be there. */
function inOtherDialects(defects: readonly Described[]): readonly string[] {
  return [
    ...headOfDialects(),
    '`table`: the whole table is run there.',
    '',
    `| defect | ${OTHER_DIALECTS.map(linkTo).join(' | ')} |`,
    `|---|${OTHER_DIALECTS.map(() => '---|').join('')}`,
    ...defects.map((defect) => `| ${defect.id} | ${OTHER_DIALECTS.map((file) => foundIn(defect, file)).join(' | ')} |`),
    '',
    ...OTHER_DIALECTS.flatMap((file) => absentIn(defects, file)),
  ];
}

function headOfDialects(): readonly string[] {
  return [
    '## In other dialects',
    '',
    'Each defect is also run on the reference server in other dialects, on one cell, which is run without it as well:',
    '`npm run kill-matrix -- --candidates all`, and `--pairs 20` for so many of them, which a seed draws.',
    '',
  ];
}

function foundIn(defect: Described, file: CandidateFile): string {
  const there = elsewhere(defect, file);
  if (there.kind === 'absent') return '–';
  return defect.candidate === file ? 'table' : there.by;
}

function absentIn(defects: readonly Described[], file: CandidateFile): readonly string[] {
  const reasons = new Map<string, string[]>();
  for (const defect of defects) {
    const there = elsewhere(defect, file);
    if (there.kind === 'absent') reasons.set(there.why, [...(reasons.get(there.why) ?? []), `\`${defect.id}\``]);
  }
  if (reasons.size === 0) return [];
  return [
    `These cannot be in ${linkTo(file)}:`,
    '',
    ...[...reasons].map(([why, ids]) => `- ${why}. ${ids.join(', ')}`),
    '',
  ];
}

function linkTo(file: CandidateFile): string {
  return `[${file}](../fixtures/candidates/${file}.yaml)`;
}

function needed({ outage, candidate }: Pick<Described, 'outage' | 'candidate'>): string {
  const needs = [
    ...(outage === undefined ? [] : [`with \`--outage ${outage}\``]),
    ...(candidate === undefined ? [] : [`in ${linkTo(candidate)}`]),
  ];
  return needs.length === 0 ? '' : ` (${needs.join(', ')})`;
}
