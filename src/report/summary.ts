/** `summary.md`: the table in Markdown, for the summary page of a CI job. */
import type { CellResult, RunResult } from '../run/ledger.ts';
import { ownBounds } from './bound-differences.ts';
import { type ReportedCheck, reportedChecksOf } from './reported-checks.ts';
import { starvation } from './machine-load.ts';
import { checkPhrase } from './phrase.ts';
import { remarksOf } from './remarks.ts';
import { cellTally, headline, openQuestions, scoreLine } from './score.ts';
import { candidateLine, COLUMNS, ROWS, STATE_NAMES, VERDICT_MARKS, VERDICT_NAMES } from './words.ts';

export function renderSummary(result: RunResult): string {
  const { plan, cells } = result;
  const beside = cells.filter((one) => !isInTable(one));
  const questions = [...openQuestions(result), ...starvation(result)];
  return [
    `## ${headline(result)}: ${text(candidateLine(plan.candidate, plan.phones))}`,
    '',
    scoreLine(result),
    '',
    ...ownBounds(result).flatMap((line) => [text(line), '']),
    `| call state | ${COLUMNS.join(' | ')} |`,
    `|---|${COLUMNS.map(() => '---|').join('')}`,
    ...ROWS.map(
      (state) => `| ${STATE_NAMES[state]} | ${COLUMNS.map((phase) => place(cells, state, phase)).join(' | ')} |`,
    ),
    '',
    ...beside.map((one) => `- ${entry(one)} ${text(one.cell.title)}`),
    ...(beside.length > 0 ? [''] : []),
    ...questions.map((question) => `- ${text(question)}`),
    ...(questions.length > 0 ? [''] : []),
    ...reportedChecksOf(result).flatMap(paragraph),
    `parkspec ${plan.parkspec}, ${plan.started}, run ${plan.id}`,
    '',
  ].join('\n');
}

function place(cells: readonly CellResult[], state: string, phase: string): string {
  const here = cells.filter((one) => one.cell.state === state && one.cell.phase === phase);
  return here.map(entry).join('<br>') || '·';
}

function entry({ cell, verdict }: CellResult): string {
  return `${VERDICT_MARKS[verdict.verdict]} ${text(cell.id)} ${cellTally(verdict.checks)}`;
}

function paragraph({ cell: { cell }, check, like }: ReportedCheck): readonly string[] {
  return [
    `**${text(check.id)}** ${VERDICT_NAMES[check.verdict]} (${text(checkPhrase(cell, check.id))}): ${text(check.reason)}`,
    '',
    ...remarksOf(check).flatMap((remark) => [`- ${text(remark)}`, '']),
    `> ${text(cell.requirement)}`,
    '',
    ...(like.length === 0 ? [] : [`The same is true of ${like.map(text).join(', ')}.`, '']),
  ];
}

function isInTable({ cell }: CellResult): boolean {
  return ROWS.some((state) => state === cell.state) && COLUMNS.some((phase) => phase === cell.phase);
}

/** What the candidate or a spec says, without its being read as Markdown or HTML, in one line. */
function text(raw: string): string {
  return raw
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .replace(/[\\`*_[\]|<>#]/g, '\\$&')
    .replace(/&/g, '&amp;');
}
