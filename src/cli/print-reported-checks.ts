/** What is printed about the checks that did not pass: reason, place in the spec, evidence. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Verdict } from '../judge/verdict.ts';
import { cellFolder, RUN_LOG } from '../run/run-folder.ts';
import { eventsOf, type RunResult } from '../run/ledger.ts';
import { addressNames, eventLine } from '../report/event-line.ts';
import { type AccountLine, accountOf, accountText, openAccount } from '../report/failure/failure-account.ts';
import { violationsOf } from '../report/failure/violation.ts';
import { type ReportedCheck, reportedChecksOf } from '../report/reported-checks.ts';
import { type Paint, VERDICT_STYLES } from '../report/paint.ts';
import { checksOf } from '../report/phrase.ts';
import { remarksOf } from '../report/remarks.ts';
import { count, VERDICT_MARKS, VERDICT_NAMES } from '../report/words.ts';
import { renderCodeFrame } from './code-frame.ts';
import { nearName } from './near-name.ts';
import { specPath } from './chosen-suites.ts';

const MOST_EVIDENCE = 6;
/** Checks with the same verdict for the same reason that are named; the report has them all. */
const MOST_NAMED = 8;
const LOG_TAIL = 15;

/** About the checks whose verdict is one of `loud`; empty when there are none. */
export function renderReportedChecks(result: RunResult, loud: readonly Verdict[], run: string, paint: Paint): string {
  const open = loud.filter((verdict) => verdict !== 'fail');
  const blocks = [
    ...(loud.includes('fail')
      ? violationsOf(result).map((one) => renderReportedCheck(one, run, paint, accountOf(one)))
      : []),
    ...reportedChecksOf(result, open).map((one) =>
      renderReportedCheck(one, run, paint, openAccount(one.cell.cell, one.check)),
    ),
  ];
  const silent =
    loud.includes('error') && result.cells.some((cell) => cell.attempts.some(({ events }) => events.length === 0));
  return [...blocks, ...(silent ? logTail(run, paint) : [])].join('\n\n');
}

/** A broken check is marked and named; what its name says was required, so no `failed` stands behind it. */
function titleOf({ id, verdict }: ReportedCheck['check']): string {
  return `${VERDICT_MARKS[verdict]} ${id}${verdict === 'fail' ? '' : ` ${VERDICT_NAMES[verdict]}`}`;
}

function renderReportedCheck(
  { cell: result, check, like }: ReportedCheck,
  run: string,
  paint: Paint,
  account: readonly AccountLine[],
): string {
  const { cell } = result;
  const events = eventsOf(result, check);
  const at = checksOf(cell).find((one) => one.id === check.id)?.at ?? cell.at;
  const nameOf = addressNames(events);
  const evidence = events.filter((event) => check.evidence.includes(event.n));
  const shown = evidence
    .slice(0, MOST_EVIDENCE)
    .map((event) => `#${event.n} ${event.t.toFixed(1)} ms  ${eventLine(event, nameOf)}`);
  const rest = evidence.length - shown.length;
  const history = join(cellFolder(run, cell.id, check.attempt), 'history.jsonl');
  return [
    paint(titleOf(check), 'bold', VERDICT_STYLES[check.verdict]),
    ...account.map((line) => `  ${accountText(line)}`),
    ...remarksOf(check).map((remark) => `  note:        ${remark}`),
    `  requirement: ${cell.requirement}`,
    ...shown.map((line, row) => `  ${row === 0 ? 'evidence:  ' : '           '}  ${line}`),
    ...(rest > 0 ? [`               and ${rest} more`] : []),
    ...(existsSync(history) ? [`  history:     ${nearName(history)}`] : []),
    `  spec:        ${nearName(specPath(at.file))}:${at.line}:${at.column}`,
    renderCodeFrame(specPath(at.file), at, paint),
    ...(like.length === 0 ? [] : [`  The same is true of ${count(like.length, 'more check')}: ${named(like)}`]),
  ].join('\n');
}

function named(ids: readonly string[]): string {
  const rest = ids.length - MOST_NAMED;
  return `${ids.slice(0, MOST_NAMED).join(', ')}${rest > 0 ? ` and ${rest} others` : ''}`;
}

/** What jest or the engine said last, for a run in which a cell recorded nothing. */
function logTail(run: string, paint: Paint): readonly string[] {
  const file = join(run, RUN_LOG);
  const text = existsSync(file) ? readFileSync(file, 'utf8').trimEnd() : '';
  if (text === '') return [];
  const lines = text.split('\n').slice(-LOG_TAIL);
  return [[paint(`the end of ${nearName(file)}:`, 'bold'), ...lines.map((line) => `  ${line}`)].join('\n')];
}
