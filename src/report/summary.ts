/** `summary.md`: the tables in Markdown, for the summary page of a CI job. */
import { isInTable } from '../suite/suite.ts';
import type { CellResult, RunResult, SuiteResult } from '../run/ledger.ts';
import { markdown } from './markdown.ts';
import { ownBounds } from './bound-differences.ts';
import { type ReportedCheck, reportedChecksOf } from './reported-checks.ts';
import { sentence } from './failure/sentence.ts';
import { type Violation, violationsOf } from './failure/violation.ts';
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
    ...ownBounds(result).flatMap((line) => [markdown(line), '']),
    ...violationsOf(result).flatMap(broken),
    ...questions.map((question) => `- ${markdown(question)}`),
    ...(questions.length > 0 ? [''] : []),
    ...reportedChecksOf(result, ['error', 'inconclusive']).flatMap(paragraph),
    markdown(requirementsOfRun(result)),
    '',
    `parkspec ${markdown(plan.parkspec)}, ${markdown(plan.started)}, run ${markdown(plan.id)}`,
    '',
  ].join('\n');
}

function suiteSection(result: SuiteResult, { plan, suites, durationMs }: RunResult): readonly string[] {
  const { cells } = result;
  const { suite } = result.planned;
  const below = cells.filter(({ cell }) => !isInTable(suite, cell));
  return [
    `## ${headline(result)}: ${markdown(candidateLine(plan.candidate, plan.phones))}`,
    '',
    ...(suites.length === 1 ? [] : [`${markdown(suite.title)} ${markdown(suite.version)}`, '']),
    scoreLine(result, durationMs),
    '',
    ...table(result),
    ...below.map((one) => `- ${entry(one)} ${markdown(one.cell.title)}`),
    ...(below.length > 0 ? [''] : []),
  ];
}

function table({ planned: { suite }, cells }: SuiteResult): readonly string[] {
  if (suite.table === undefined) return [];
  const { corner, rows, columns } = suite.table;
  return [
    `| ${markdown(corner)} | ${columns.map(({ short }) => markdown(short)).join(' | ')} |`,
    `|---|${columns.map(() => '---|').join('')}`,
    ...rows.map(
      ({ state, title }) =>
        `| ${markdown(title)} | ${columns.map(({ phase }) => place(cells, state, phase)).join(' | ')} |`,
    ),
    '',
  ];
}

function place(cells: readonly CellResult[], state: string, phase: string): string {
  const here = cells.filter((one) => one.cell.state === state && one.cell.phase === phase);
  return here.map(entry).join('<br>') || '·';
}

function entry({ cell, verdict }: CellResult): string {
  return `${VERDICT_MARKS[verdict.verdict]} ${markdown(cell.id)} ${cellTally(verdict.checks)}`;
}

/** A violation as a list; a reader sees what was required and seen without opening anything. */
function broken(violation: Violation): readonly string[] {
  const { cell, check, required, rule, seen, figures, message, cause, attempt, command, blocked, like } = violation;
  const marked = message?.lines.filter(({ isMarked }) => isMarked) ?? [];
  return [
    `### ✗ ${markdown(check.id)} ${markdown(cell.cell.title)}`,
    '',
    `- **Required:** ${markdown(`${sentence(required)} ${sentence(rule)}`)}`,
    `- **Seen:** ${markdown(sentence(seen))}`,
    ...figures.map((one) => `- **Figure:** ${markdown(`${one.label} ${one.seen}, allowed: ${one.allowed}`)}`),
    ...(marked.length === 0 ? [] : [`- **Decided by:** ${marked.map(({ text }) => markdown(text)).join(' · ')}`]),
    `- **Usual cause:** ${markdown(sentence(cause))}`,
    `- **Try:** ${markdown(sentence(attempt))}`,
    `- **Run again:** ${markdown(command)}`,
    ...(blocked.length === 0 ? [] : [`- **Blocked by this:** ${blocked.map(markdown).join(', ')}`]),
    ...(like.length === 0 ? [] : [`- **The same is true of** ${like.map(markdown).join(', ')}`]),
    ...remarksOf(check).map((remark) => `- ${markdown(remark)}`),
    '',
    `> ${markdown(cell.cell.requirement)}`,
    '',
  ];
}

function paragraph({ cell: { cell }, check, like }: ReportedCheck): readonly string[] {
  return [
    `**${markdown(check.id)}** ${VERDICT_NAMES[check.verdict]} (${markdown(checkPhrase(cell, check.id))}): ${markdown(check.reason)}`,
    '',
    ...remarksOf(check).flatMap((remark) => [`- ${markdown(remark)}`, '']),
    `> ${markdown(cell.requirement)}`,
    '',
    ...(like.length === 0 ? [] : [`The same is true of ${like.map(markdown).join(', ')}.`, '']),
  ];
}
