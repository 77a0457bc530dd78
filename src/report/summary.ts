/** `summary.md`: the table in Markdown, for the summary page of a CI job. */
import type { CellResult, RunResult } from '../ledger/ledger.ts';
import type { CheckVerdict } from '../judge/verdict.ts';
import { checkPhrase } from './phrase.ts';
import { cellScore, openQuestions, scoreLine } from './score.ts';
import { candidateLine, COLUMNS, ROWS, RUN_VERDICT_NAMES, STATE_NAMES, VERDICT_MARKS, VERDICT_NAMES } from './words.ts';

const LOUD = ['fail', 'error', 'inconclusive'] as const;

export function renderSummary(result: RunResult): string {
  const { plan, cells } = result;
  const beside = cells.filter((one) => !isInTable(one));
  const questions = openQuestions(result);
  return [
    `## ${RUN_VERDICT_NAMES[result.verdict]}: ${text(candidateLine(plan.candidate, plan.phones))}`,
    '',
    scoreLine(result),
    '',
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
    ...cells.flatMap(findings),
    `parkspec ${plan.parkspec}, ${plan.started}, run ${plan.id}`,
    '',
  ].join('\n');
}

function place(cells: readonly CellResult[], state: string, phase: string): string {
  const here = cells.filter((one) => one.cell.state === state && one.cell.phase === phase);
  return here.map(entry).join('<br>') || '·';
}

function entry({ cell, verdict }: CellResult): string {
  return `${VERDICT_MARKS[verdict.verdict]} ${text(cell.id)} ${cellScore(verdict.checks)}`;
}

function findings({ cell, verdict }: CellResult): readonly string[] {
  const loud = verdict.checks.filter((check) => LOUD.some((one) => one === check.verdict));
  if (loud.length === 0) return [];
  const line = (check: CheckVerdict): string =>
    `- **${text(check.id)}** ${VERDICT_NAMES[check.verdict]} (${text(checkPhrase(cell, check.id))}): ${text(check.reason)}`;
  return [`### ${text(`${cell.id} ${cell.title}`)}`, '', `> ${text(cell.requirement)}`, '', ...loud.map(line), ''];
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
