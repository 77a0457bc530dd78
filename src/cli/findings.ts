/** What is printed about the checks that did not pass: reason, place in the spec, evidence. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CheckVerdict, Verdict } from '../judge/verdict.ts';
import { cellFolder } from '../ledger/folder.ts';
import type { CellResult, RunResult } from '../ledger/ledger.ts';
import { addressNames, eventLine } from '../report/event-line.ts';
import { type Paint, VERDICT_STYLES } from '../report/paint.ts';
import { checkPhrase, checksOf } from '../report/phrase.ts';
import { count, VERDICT_MARKS, VERDICT_NAMES } from '../report/words.ts';
import { renderCodeFrame } from './code-frame.ts';
import { JEST_LOG } from './jest-child.ts';
import { nearName } from './near-name.ts';
import { specPath } from './specs.ts';

const MOST_EVIDENCE = 6;
const LOG_TAIL = 15;

/** About the checks whose verdict is one of `loud`; empty when there are none. */
export function renderFindings(result: RunResult, loud: readonly Verdict[], run: string, paint: Paint): string {
  const blocks = result.cells.flatMap((cell) =>
    groups(cell, loud).map((group) => renderGroup(cell, group, run, paint)),
  );
  const silent = loud.includes('error') && result.cells.some((cell) => cell.events.length === 0);
  return [...blocks, ...(silent ? logTail(run, paint) : [])].join('\n\n');
}

interface Group {
  readonly check: CheckVerdict;
  /** Further checks of the cell with the same verdict for the same reason. */
  readonly like: readonly string[];
}

/** When a bench breaks, every check of the cell says so; once is enough. */
function groups({ verdict }: CellResult, loud: readonly Verdict[]): readonly Group[] {
  const found = verdict.checks.filter((check) => loud.includes(check.verdict));
  return found.flatMap((check, at) => {
    if (found.findIndex((one) => isLike(one, check)) !== at) return [];
    return [
      {
        check,
        like: found
          .slice(at + 1)
          .filter((one) => isLike(one, check))
          .map((one) => one.id),
      },
    ];
  });
}

function isLike(a: CheckVerdict, b: CheckVerdict): boolean {
  return a.verdict === b.verdict && a.reason === b.reason;
}

function renderGroup({ cell, events }: CellResult, { check, like }: Group, run: string, paint: Paint): string {
  const at = checksOf(cell).find((one) => one.id === check.id)?.at ?? cell.at;
  const nameOf = addressNames(events);
  const evidence = events.filter((event) => check.evidence.includes(event.n));
  const shown = evidence
    .slice(0, MOST_EVIDENCE)
    .map((event) => `#${event.n} ${event.t.toFixed(1)} ms  ${eventLine(event, nameOf)}`);
  const rest = evidence.length - shown.length;
  const history = join(cellFolder(run, cell.id), 'history.jsonl');
  return [
    paint(
      `${VERDICT_MARKS[check.verdict]} ${check.id} ${VERDICT_NAMES[check.verdict]}`,
      'bold',
      VERDICT_STYLES[check.verdict],
    ),
    ...(like.length === 0 ? [] : [`  and ${count(like.length, 'more check')} of this cell: ${like.join(', ')}`]),
    `  demanded:    ${checkPhrase(cell, check.id)}`,
    `  seen:        ${check.reason}`,
    `  requirement: ${cell.requirement}`,
    ...shown.map((line, row) => `  ${row === 0 ? 'evidence:  ' : '           '}  ${line}`),
    ...(rest > 0 ? [`               and ${rest} more`] : []),
    ...(existsSync(history) ? [`  history:     ${nearName(history)}`] : []),
    `  spec:        ${nearName(specPath(at.file))}:${at.line}:${at.column}`,
    renderCodeFrame(specPath(at.file), at, paint),
  ].join('\n');
}

/** What jest said last, for a run in which a cell recorded nothing. */
function logTail(run: string, paint: Paint): readonly string[] {
  const file = join(run, JEST_LOG);
  const text = existsSync(file) ? readFileSync(file, 'utf8').trimEnd() : '';
  if (text === '') return [];
  const lines = text.split('\n').slice(-LOG_TAIL);
  return [[paint(`the end of ${nearName(file)}:`, 'bold'), ...lines.map((line) => `  ${line}`)].join('\n')];
}
