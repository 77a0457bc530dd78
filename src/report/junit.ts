/** `junit.xml`: a suite a cell, a case a check, for CI servers. */
import type { CellResult, RunResult } from '../ledger/ledger.ts';
import type { CheckVerdict } from '../judge/verdict.ts';
import { addressNames, eventLine } from './event-line.ts';
import { escapeMarkup } from './markup.ts';
import { checkPhrase, checksOf } from './phrase.ts';

export function renderJunit(result: RunResult): string {
  const suites = result.cells.map((cell) => suite(cell, result.plan.started));
  const totals = tally(result.cells.flatMap((cell) => cell.verdict.checks));
  const name = `parkspec ${result.plan.candidate.name} ${result.plan.candidate.version}`;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites${attributes({ name, ...totals, time: seconds(result.durationMs) })}>`,
    ...suites,
    '</testsuites>',
    '',
  ].join('\n');
}

function suite(result: CellResult, started: string): string {
  const { cell, verdict } = result;
  const attrs = attributes({
    name: `${cell.id} ${cell.title}`,
    ...tally(verdict.checks),
    time: seconds(verdict.durationMs),
    timestamp: started,
    file: cell.at.file,
  });
  return [`  <testsuite${attrs}>`, ...verdict.checks.map((check) => testcase(result, check)), '  </testsuite>'].join(
    '\n',
  );
}

function testcase(result: CellResult, check: CheckVerdict): string {
  const at = checksOf(result.cell).find((one) => one.id === check.id)?.at ?? result.cell.at;
  const attrs = attributes({
    name: `${check.id} ${checkPhrase(result.cell, check.id)}`,
    classname: `parkspec.${result.cell.state}.${result.cell.phase}`,
    time: '0',
    file: at.file,
    line: at.line,
  });
  const body = outcome(result, check);
  return body === undefined ? `    <testcase${attrs}/>` : `    <testcase${attrs}>\n      ${body}\n    </testcase>`;
}

function outcome(result: CellResult, check: CheckVerdict): string | undefined {
  const message = attributes({ message: check.reason });
  switch (check.verdict) {
    case 'pass':
      return undefined;
    case 'not-applicable':
      return `<skipped${message}/>`;
    case 'fail':
      return `<failure${message} type="violation">${escapeMarkup(account(result, check))}</failure>`;
    case 'inconclusive':
    case 'error':
      return `<error${message} type="${check.verdict}">${escapeMarkup(account(result, check))}</error>`;
  }
}

/** What was required, demanded and seen, and the events that prove it. */
function account({ cell, events }: CellResult, check: CheckVerdict): string {
  const nameOf = addressNames(events);
  const evidence = events.filter((event) => check.evidence.includes(event.n));
  return [
    `requirement: ${cell.requirement} (${cell.source})`,
    `expected:    ${checkPhrase(cell, check.id)}`,
    `observed:    ${check.reason}`,
    ...evidence.map((event) => `evidence:    #${event.n} ${event.t.toFixed(1)} ms  ${eventLine(event, nameOf)}`),
  ].join('\n');
}

function tally(checks: readonly CheckVerdict[]): Record<'tests' | 'failures' | 'errors' | 'skipped', number> {
  const of = (...verdicts: readonly string[]): number =>
    checks.filter((check) => verdicts.includes(check.verdict)).length;
  return {
    tests: checks.length,
    failures: of('fail'),
    errors: of('error', 'inconclusive'),
    skipped: of('not-applicable'),
  };
}

function seconds(ms: number): string {
  return (ms / 1000).toFixed(3);
}

function attributes(values: Readonly<Record<string, string | number>>): string {
  return Object.entries(values)
    .map(([name, value]) => ` ${name}="${escapeMarkup(String(value))}"`)
    .join('');
}
