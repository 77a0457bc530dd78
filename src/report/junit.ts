/** `junit.xml`: a suite a cell, a case a check, for CI servers. */
import type { CheckResult } from '../run/attempts.ts';
import { type CellResult, eventsOf, isKnown, type RunResult, type SuiteResult } from '../run/ledger.ts';
import type { PlannedSuite, RunPlan } from '../run/run-plan.ts';
import { addressNames, eventLine } from './event-line.ts';
import { accountOf, accountText, openAccount } from './failure/failure-account.ts';
import { failureOf, judgedCell } from './failure/violation.ts';
import { loadOf } from './machine-load.ts';
import { escapeMarkup } from './markup.ts';
import { pairsNotBack } from '../run/pairs-not-back.ts';
import { checkPhrase, checksOf } from './phrase.ts';
import { remarksOf } from './remarks.ts';
import { modification } from './requirements.ts';

export function renderJunit(result: RunResult): string {
  const suites = result.suites.flatMap((one) => [
    ...modified(one),
    ...one.cells.map((cell) => suite(cell, one.planned, result.plan)),
  ]);
  const checks = result.cells.flatMap((cell) => cell.verdict.checks);
  const totals = withErrors(tally(checks, result.plan), result.suites.flatMap(modified).length);
  const name = `parkspec ${result.plan.candidate.name} ${result.plan.candidate.version}`;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites${attributes({ name, ...totals, time: seconds(result.durationMs) })}>`,
    ...suites,
    '</testsuites>',
    '',
  ].join('\n');
}

/** A case that breaks where the requirements are not those that parkspec comes with: green cases would show nothing. */
function modified({ planned }: SuiteResult): readonly string[] {
  const [message] = modification(planned);
  if (message === undefined) return [];
  const name = `requirements of ${planned.suite.id}`;
  const attrs = attributes({ name, tests: 1, failures: 0, errors: 1, skipped: 0, time: '0' });
  const attrsOfCase = attributes({ name: `${name} are as sealed`, classname: 'parkspec.requirements', time: '0' });
  const error = `<error${attributes({ message, type: 'modified-requirements' })}/>`;
  return [`  <testsuite${attrs}>\n    <testcase${attrsOfCase}>\n      ${error}\n    </testcase>\n  </testsuite>`];
}

function suite(result: CellResult, planned: PlannedSuite, plan: RunPlan): string {
  const { cell, verdict } = result;
  const attrs = attributes({
    name: `${cell.id} ${cell.title}`,
    ...tally(verdict.checks, plan),
    time: seconds(verdict.durationMs),
    timestamp: plan.started,
    file: cell.at.file,
  });
  const cases = verdict.checks.map((check) => testcase(result, check, plan));
  const left = pairsNotBack(
    cell.id,
    result.attempts.map(({ events }) => events),
  );
  const told = left.length === 0 ? [] : [`    <system-err>${escapeMarkup(left.join('\n'))}</system-err>`];
  return [`  <testsuite${attrs}>`, ...properties(result, planned), ...cases, ...told, '  </testsuite>'].join('\n');
}

/** Whose requirements the cell states, and how late it ran. */
function properties(result: CellResult, { suite: of, requirements, cells, checks }: PlannedSuite): readonly string[] {
  const facts: ReadonlyArray<readonly [string, string | number]> = [
    ['suite', of.id],
    ['suiteVersion', of.version],
    ['suiteCells', cells],
    ['suiteChecks', checks],
    ['suiteSha256', requirements.sha256],
    ['requirements', requirements.kind],
    ...Object.entries(loadOf(result) ?? {}),
  ];
  const lines = facts.map(([name, value]) => `      <property${attributes({ name, value })}/>`);
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
  if (isKnown(check)) return 'skipped';
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
  const body = escapeMarkup(account(result, check, plan));
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

/** What was required and seen, what to try, and the events that prove it. */
function account(result: CellResult, check: CheckResult, plan: RunPlan): string {
  const { cell } = result;
  const told =
    check.verdict === 'fail' ? accountOf(failureOf(plan, judgedCell(result, check), check)) : openAccount(cell, check);
  const events = eventsOf(result, check);
  const nameOf = addressNames(events);
  const evidence = events.filter((event) => check.evidence.includes(event.n));
  return [
    ...told.map(accountText),
    `requirement: ${cell.requirement} (${cell.source})`,
    ...evidence.map((event) => `evidence:    #${event.n} ${event.t.toFixed(1)} ms  ${eventLine(event, nameOf)}`),
  ].join('\n');
}

type Tally = Readonly<Record<'tests' | 'failures' | 'errors' | 'skipped', number>>;

function withErrors(counted: Tally, more: number): Tally {
  return { ...counted, tests: counted.tests + more, errors: counted.errors + more };
}

function tally(checks: readonly CheckResult[], plan: RunPlan): Tally {
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
