import { describe, expect, test } from '@jest/globals';
import { type RunResult, settle } from '../../src/run/ledger.ts';
import { renderBadge } from '../../src/report/badge.ts';
import { complianceForm, complianceOf } from '../../src/report/compliance.ts';
import { renderJunit } from '../../src/report/junit.ts';
import { renderPage } from '../../src/report/page/page.ts';
import { openQuestions } from '../../src/report/score.ts';
import { renderSummary } from '../../src/report/summary.ts';
import { renderTables } from '../../src/report/table.ts';
import { cells, dr11, dr22, drS1, known, outcome, outcomes, planWith } from '../run/sample.ts';

const KNOWN = 'DR-11/park-refused';
const FLAKY = 'DR-22/nobody-parked';
const run = { durationMs: 7400, troubles: [] };
const entry = known(KNOWN, { reason: 'fixed in <2.4>', issue: 'https://tracker.example/17', until: '2027-01-31' });

/** One check that is known to fail and one that failed at first. */
function result(allowFlaky: boolean): RunResult {
  const plan = planWith({
    baseline: { file: 'known.yaml', entries: [entry] },
    retries: 1,
    ...(allowFlaky ? { allowFlaky } : {}),
  });
  const found = outcomes(
    [dr11, outcome(dr11, 'pass', { [KNOWN]: 'fail' })],
    [dr22, outcome(dr22, 'pass', { [FLAKY]: 'fail' }), outcome(dr22, 'pass')],
    [drS1, outcome(drS1, 'pass')],
  );
  return settle(plan, found, run);
}

const allowed = result(true);
const strict = result(false);
const stale = settle(
  planWith({ baseline: { file: 'known.yaml', entries: [entry] } }),
  outcomes(...cells.map((cell) => [cell, outcome(cell, 'pass')] as const)),
  run,
);

function badge(of: RunResult): string {
  return of.suites.map(renderBadge).join();
}

function page(of: RunResult): string {
  return renderPage(of, {
    run: 'runs/1',
    files: new Map([['DR-22', ['history.jsonl', 'attempt-2/history.jsonl']]]),
    beside: [],
  });
}

describe('a run with a known failure and a flaky check that is allowed', () => {
  test('says in the table that there are known failures only, and why it ends with 0 all the same', () => {
    const lines = renderTables(allowed, 'x').split('\n');
    expect(lines.at(-1)).toBe(
      'KNOWN FAILURES ONLY: 1 known failure, nothing new, with 1 flaky  1 of 3 cells, 5 of 7 checks, 1 known, 1 flaky, 7.4 s   x',
    );
    expect(lines[1]).toContain('✗ DR-11 2/3, 1 known');
    expect(lines[2]).toContain('✗ DR-22 1/2, 1 flaky');
  });

  test('lists the flaky check below the table', () => {
    expect(openQuestions(allowed)).toEqual([`${FLAKY} is flaky: failed, then passed`]);
  });

  test('has both as failures in compliance.json, with what is known of them', () => {
    const compliance = complianceForm.parse(complianceOf(allowed));
    expect(compliance.verdict).toBe('known-failures');
    const checks = compliance.cells.flatMap((cell) => cell.checks);
    expect(checks.find(({ id }) => id === KNOWN)).toMatchObject({
      verdict: 'fail',
      baseline: { kind: 'known', reason: 'fixed in <2.4>', issue: 'https://tracker.example/17', until: '2027-01-31' },
    });
    expect(checks.find(({ id }) => id === FLAKY)).toMatchObject({
      verdict: 'fail',
      flaky: true,
      attempts: [
        { attempt: 1, verdict: 'fail' },
        { attempt: 2, verdict: 'pass' },
      ],
    });
    expect(checks.filter((check) => 'baseline' in check || 'flaky' in check)).toHaveLength(2);
  });

  test('does not make a CI server red, but shows both', () => {
    const xml = renderJunit(allowed);
    expect(xml).toContain('tests="7" failures="0" errors="0" skipped="1"');
    expect(xml).toContain('<skipped message="known failure: fixed in &lt;2.4&gt; (https://tracker.example/17)');
    expect(xml).toContain('<flakyFailure message="flaky: failed, then passed; fail for a reason" type="violation">');
  });

  test('says so in the summary and on the badge', () => {
    const summary = renderSummary(allowed);
    expect(summary).toContain('## KNOWN FAILURES ONLY: 1 known failure, nothing new, with 1 flaky: Sample park server');
    expect(summary).toContain(
      '- known failure: fixed in \\<2.4\\> (`https://tracker.example/17`), excused until 2027-01-31',
    );
    expect(summary).toContain('- flaky: failed, then passed');
    expect(badge(allowed)).toContain('aria-label="sample label: known failures 1/3 cells"');
  });

  test('shows on the page every attempt with its evidence, and the reason of the entry as text', () => {
    const text = page(allowed);
    expect(text).toContain('<h1>KNOWN FAILURES ONLY: 1 known failure, nothing new, with 1 flaky</h1>');
    expect(text).toContain('known.yaml (1 known failure)');
    expect(text).toContain('up to 1 a cell, flaky checks are allowed');
    expect(text).toContain('<span class="badge tag known">known failure</span>');
    expect(text).toContain('<span class="badge tag flaky">flaky</span>');
    expect(text).toContain('known failure: fixed in &lt;2.4&gt;');
    expect(text).toMatch(
      /<ol class="attempts"><li>.*failed<\/span> as shown here<\/li><li>.*passed<\/span> pass for a reason<\/li><\/ol>/,
    );
    expect(text).toContain('href="runs/1/DR-22/attempt-2/history.jsonl"');
  });
});

describe('the same run where flaky checks are not allowed', () => {
  test('is non-conformant everywhere', () => {
    expect(renderTables(strict, 'x')).toMatch(/\nNON-CONFORMANT {2}1 of 3 cells, 5 of 7 checks, 1 known, 1 flaky/);
    expect(renderJunit(strict)).toContain('tests="7" failures="1" errors="0" skipped="1"');
    expect(badge(strict)).toContain('non-conformant 1/3');
  });
});

describe('a run with a stale entry', () => {
  test('is red and says which entry has to go', () => {
    expect(renderTables(stale, 'x')).toMatch(/\nSTALE BASELINE: 1 listed failure no longer there {2}3 of 3 cells/);
    expect(openQuestions(stale)).toEqual([
      `${KNOWN} is listed as a known failure in known.yaml:3 and does not fail: remove it`,
    ]);
    expect(renderJunit(stale)).toContain('tests="7" failures="1" errors="0" skipped="0"');
    expect(renderJunit(stale)).toContain('type="stale-baseline"');
    expect(renderSummary(stale)).toContain('known.yaml:3 and does not fail: remove it');
    expect(page(stale)).toContain('<span class="badge tag stale">stale baseline</span>');
    expect(badge(stale)).toContain('stale baseline 3/3');
  });
});

test('an excuse that has expired is told with the failure', () => {
  const plan = planWith({ baseline: { file: 'known.yaml', entries: [known(KNOWN, { until: '2026-11-01' })] } });
  const found = outcomes(...cells.map((cell) => [cell, outcome(cell, 'pass', { [KNOWN]: 'fail' })] as const));
  const expired = settle(plan, found, run);
  expect(renderSummary(expired)).toContain(
    'was a known failure until 2026-11-01: the fix is on its way; see known.yaml:3',
  );
  expect(renderJunit(expired)).toContain('failures="1"');
});
