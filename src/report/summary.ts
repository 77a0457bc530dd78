/** `summary.md`: the tables in Markdown, for the summary page of a CI job. */
import { isInTable } from '../suite/suite.ts';
import type { CellResult, RunResult, SuiteResult } from '../run/ledger.ts';
import { ownBounds } from './bound-differences.ts';
import { type ReportedCheck, reportedChecksOf } from './reported-checks.ts';
import { limitsReached } from './limits-reached.ts';
import { starvation } from './machine-load.ts';
import { checkPhrase } from './phrase.ts';
import { remarksOf } from './remarks.ts';
import { requirementsOfRun } from './requirements.ts';
import { cellTally, headline, openQuestions, scoreLine } from './score.ts';
import { candidateLine, VERDICT_MARKS, VERDICT_NAMES } from './words.ts';

export function renderSummary(result: RunResult): string {
  const { plan } = result;
  const questions = [...openQuestions(result), ...starvation(result), ...limitsReached(result)];
  return [
    ...result.suites.flatMap((suite) => suiteSection(suite, result)),
    ...ownBounds(result).flatMap((line) => [text(line), '']),
    ...questions.map((question) => `- ${text(question)}`),
    ...(questions.length > 0 ? [''] : []),
    ...reportedChecksOf(result).flatMap(paragraph),
    text(requirementsOfRun(result)),
    '',
    `parkspec ${plan.parkspec}, ${plan.started}, run ${plan.id}`,
    '',
  ].join('\n');
}

function suiteSection(result: SuiteResult, { plan, suites, durationMs }: RunResult): readonly string[] {
  const { cells } = result;
  const { suite } = result.planned;
  const below = cells.filter(({ cell }) => !isInTable(suite, cell));
  return [
    `## ${headline(result)}: ${text(candidateLine(plan.candidate, plan.phones))}`,
    '',
    ...(suites.length === 1 ? [] : [`${text(suite.title)} ${suite.version}`, '']),
    scoreLine(result, durationMs),
    '',
    ...table(result),
    ...below.map((one) => `- ${entry(one)} ${text(one.cell.title)}`),
    ...(below.length > 0 ? [''] : []),
  ];
}

function table({ planned: { suite }, cells }: SuiteResult): readonly string[] {
  if (suite.table === undefined) return [];
  const { corner, rows, columns } = suite.table;
  return [
    `| ${text(corner)} | ${columns.map(({ short }) => text(short)).join(' | ')} |`,
    `|---|${columns.map(() => '---|').join('')}`,
    ...rows.map(
      ({ state, title }) =>
        `| ${text(title)} | ${columns.map(({ phase }) => place(cells, state, phase)).join(' | ')} |`,
    ),
    '',
  ];
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

/** What the candidate or a spec says, without its being read as Markdown or HTML, in one line. */
function text(raw: string): string {
  return raw
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .replace(/[\\`*_[\]|<>#]/g, '\\$&')
    .replace(/&/g, '&amp;');
}
