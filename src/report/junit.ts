/** `junit.xml`: a suite a cell, a case a check, for CI servers. */
import type { CheckResult } from '../run/attempts.ts';
import { type CellResult, eventsOf, type RunResult } from '../run/ledger.ts';
import type { RunPlan } from '../run/run-plan.ts';
import { addressNames, eventLine } from './event-line.ts';
import { loadOf } from './machine-load.ts';
import { escapeMarkup } from './markup.ts';
import { checkPhrase, checksOf } from './phrase.ts';
import { remarksOf } from './remarks.ts';

export function renderJunit(result: RunResult): string {
  const suites = result.cells.map((cell) => suite(cell, result.plan));
  const checks = result.cells.flatMap((cell) => cell.verdict.checks);
  const totals = tally(checks, result.plan);
  const name = `parkspec ${result.plan.candidate.name} ${result.plan.candidate.version}`;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites${attributes({ name, ...totals, time: seconds(result.durationMs) })}>`,
    ...suites,
    '</testsuites>',
    '',
  ].join('\n');
}

function suite(result: CellResult, plan: RunPlan): string {
  const { cell, verdict } = result;
  const attrs = attributes({
    name: `${cell.id} ${cell.title}`,
    ...tally(verdict.checks, plan),
    time: seconds(verdict.durationMs),
    timestamp: plan.started,
    file: cell.at.file,
  });
  const cases = verdict.checks.map((check) => testcase(result, check, plan));
  return [`  <testsuite${attrs}>`, ...properties(result), ...cases, '  </testsuite>'].join('\n');
}

/** How late the cell ran, for whoever looks for the reason of an inconclusive check. */
function properties(result: CellResult): readonly string[] {
  const load = Object.entries(loadOf(result) ?? {});
  if (load.length === 0) return [];
  const lines = load.map(([name, value]) => `      <property${attributes({ name, value })}/>`);
  return ['    <properties>', ...lines, '    </properties>'];
}

function testcase(result: CellResult, check: CheckResult, plan: RunPlan): string {
  const at = checksOf(result.cell).find((one) => one.id === check.id)?.at ?? result.cell.at;
  const attrs = attributes({
    name: `${check.id} ${checkPhrase(result.cell, check.id)}`,
    classname: `parkspec.${result.cell.state}.${result.cell.phase}`,
    time: '0',
    file: at.file,
    line: at.line,
  });
  const body = outcome(result, check, plan);
  return body === undefined ? `    <testcase${attrs}/>` : `    <testcase${attrs}>\n      ${body}\n    </testcase>`;
}

type Kind = 'passed' | 'skipped' | 'failure' | 'error';

/** What CI servers make of a check: they count, and have no word for a failure that is known or was allowed. */
function kindOf(check: CheckResult, plan: RunPlan): Kind {
  if (check.baseline?.kind === 'stale') return 'failure';
  if (check.baseline?.kind === 'known') return 'skipped';
  if (check.flaky && plan.allowFlaky === true) return 'passed';
  switch (check.verdict) {
    case 'pass':
      return 'passed';
    case 'not-applicable':
      return 'skipped';
    case 'fail':
      return 'failure';
    case 'inconclusive':
    case 'error':
      return 'error';
  }
}

function outcome(result: CellResult, check: CheckResult, plan: RunPlan): string | undefined {
  const message = attributes({ message: [...remarksOf(check), check.reason].join('; ') });
  const type = attributes({ type: check.code ?? (check.verdict === 'fail' ? 'violation' : check.verdict) });
  const body = escapeMarkup(account(result, check));
  switch (kindOf(check, plan)) {
    case 'passed':
      // The words of Maven's Surefire, which several servers show.
      if (!check.flaky) return undefined;
      return check.verdict === 'fail'
        ? `<flakyFailure${message}${type}>${body}</flakyFailure>`
        : `<flakyError${message}${type}>${body}</flakyError>`;
    case 'skipped':
      return `<skipped${message}/>`;
    case 'failure':
      return `<failure${message}${check.verdict === 'fail' ? type : attributes({ type: 'stale-baseline' })}>${body}</failure>`;
    case 'error':
      return `<error${message}${type}>${body}</error>`;
  }
}

/** What was required, demanded and seen, and the events that prove it. */
function account(result: CellResult, check: CheckResult): string {
  const { cell } = result;
  const events = eventsOf(result, check);
  const nameOf = addressNames(events);
  const evidence = events.filter((event) => check.evidence.includes(event.n));
  return [
    `requirement: ${cell.requirement} (${cell.source})`,
    `expected:    ${checkPhrase(cell, check.id)}`,
    `observed:    ${check.reason}`,
    ...evidence.map((event) => `evidence:    #${event.n} ${event.t.toFixed(1)} ms  ${eventLine(event, nameOf)}`),
  ].join('\n');
}

function tally(
  checks: readonly CheckResult[],
  plan: RunPlan,
): Record<'tests' | 'failures' | 'errors' | 'skipped', number> {
  const of = (kind: Kind): number => checks.filter((check) => kindOf(check, plan) === kind).length;
  return { tests: checks.length, failures: of('failure'), errors: of('error'), skipped: of('skipped') };
}

function seconds(ms: number): string {
  return (ms / 1000).toFixed(3);
}

function attributes(values: Readonly<Record<string, string | number>>): string {
  return Object.entries(values)
    .map(([name, value]) => ` ${name}="${escapeMarkup(String(value))}"`)
    .join('');
}
