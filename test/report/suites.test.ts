import { describe, expect, test } from '@jest/globals';
import { exitCode, type RunResult, settle } from '../../src/run/ledger.ts';
import type { RunPlan } from '../../src/run/run-plan.ts';
import type { Verdict } from '../../src/judge/verdict.ts';
import { renderBadge } from '../../src/report/badge.ts';
import { complianceForm, complianceOf } from '../../src/report/compliance.ts';
import { renderJunit } from '../../src/report/junit.ts';
import { renderPage } from '../../src/report/page/page.ts';
import { requirementsOfRun } from '../../src/report/requirements.ts';
import { openQuestions } from '../../src/report/score.ts';
import { renderSummary } from '../../src/report/summary.ts';
import { renderTables } from '../../src/report/table.ts';
import type { Suite } from '../../src/suite/suite.ts';
import {
  cells,
  heldTo,
  MODIFIED,
  OWN,
  outcome,
  outcomes,
  plannedCell,
  plannedSuite,
  planOf,
  sampleCell,
  SHA,
} from '../run/sample.ts';

const run = { durationMs: 7400, troubles: [] };
const SHOP: Suite = {
  id: 'shop',
  title: 'Our <shop>',
  version: '2',
  source: { title: 'our own requirements' },
  report: 'Our shop · report',
  badge: 'shop & co',
  epic: 'Shop',
  below: { state: 'open', title: 'What we want' },
  order: [],
};
const shop1 = sampleCell('SHOP-1', 'open', 'failed-over', ['open']);

/** A run of the sample suite, as parkspec comes with it, and of a suite of somebody's own. */
function both(
  sealed: Verdict,
  own: Verdict,
  plan: RunPlan = planOf(cells),
  troubles: readonly string[] = [],
): RunResult {
  const suites = [...plan.suites, plannedSuite([shop1], { suite: SHOP, requirements: OWN })];
  const planned = [...plan.cells, { ...plannedCell(shop1), suite: SHOP.id }];
  const found = outcomes(...cells.map((cell) => [cell, outcome(cell, sealed)] as const), [shop1, outcome(shop1, own)]);
  return settle({ ...plan, suites, cells: planned }, found, { ...run, troubles });
}

function verdicts({ suites, verdict }: RunResult): readonly string[] {
  return [...suites.map((suite) => suite.verdict), verdict];
}

function page(result: RunResult): string {
  return renderPage(result, { run: 'runs/1', files: new Map(), beside: [] });
}

describe('suites of one run', () => {
  test.each<[Verdict, Verdict, readonly string[], number]>([
    ['pass', 'pass', ['conformant', 'passed', 'conformant'], 0],
    ['pass', 'fail', ['conformant', 'failed', 'failed'], 1],
    ['fail', 'pass', ['non-conformant', 'passed', 'non-conformant'], 1],
    ['pass', 'error', ['conformant', 'incomplete', 'incomplete'], 2],
    ['inconclusive', 'pass', ['incomplete', 'passed', 'incomplete'], 2],
    ['inconclusive', 'fail', ['incomplete', 'failed', 'failed'], 1],
  ])('sealed %s and own %s are judged apart, and the run takes the worst', (sealed, own, expected, code) => {
    const result = both(sealed, own);
    expect(verdicts(result)).toEqual(expected);
    expect(exitCode(result.verdict)).toBe(code);
  });

  test('trouble with a cell is trouble of its suite only, that with the run is trouble of each', () => {
    const result = both('pass', 'pass');
    const broken = { ...outcome(shop1, 'pass'), problem: 'the worker ended' };
    const found = outcomes(...cells.map((cell) => [cell, outcome(cell, 'pass')] as const), [shop1, broken]);
    expect(verdicts(settle(result.plan, found, run))).toEqual(['conformant', 'incomplete', 'incomplete']);
    expect(verdicts(both('pass', 'pass', planOf(cells), ['interrupted']))).toEqual(Array(3).fill('incomplete'));
  });

  test('a part of one leaves the other whole', () => {
    const result = both('pass', 'pass', planOf(cells.slice(1)));
    expect(verdicts(result)).toEqual(['incomplete', 'passed', 'incomplete']);
    expect(openQuestions(result)).toEqual([expect.stringMatching(/^sample-table: a part of the suite was run/)]);
  });
});

describe('a run of a sealed suite and an own one', () => {
  const result = both('pass', 'fail');

  test('prints a table with its headline for each, and the last line names both', () => {
    expect(renderTables(result, 'x').split('\n').slice(0, 12)).toEqual([
      'Sample park server 1.0 · embedded · native phones',
      '',
      'The sample table 1.0                             outage        failover      failback',
      'not yet parked                                   ✓ DR-11 3/3   ·             ·',
      'parked, not yet retrieved                        ·             ✓ DR-22 2/2   ·',
      'parked, already retrieved                        ·             ·             ·',
      'The sample cell DR-S1                            ✓ DR-S1 2/2',
      'CONFORMANT  3 of 3 cells, 7 of 7 checks, 7.4 s',
      '',
      'Our <shop> 2',
      'The sample cell SHOP-1                                                  ✗ SHOP-1 2 failed',
      'OWN REQUIREMENTS: FAILED  0 of 1 cell, 0 of 2 checks, 2 failed, 7.4 s   x',
    ]);
    expect(requirementsOfRun(result)).toBe(
      `requirements: sample-table 1.0, sealed: 3 cells, 7 checks, sha256 abababababab; shop 2, own: 1 cell, 2 checks, sha256 abababababab`,
    );
  });

  test('has both in compliance.json', () => {
    const compliance = complianceForm.parse(JSON.parse(JSON.stringify(complianceOf(result))));
    expect(compliance.suites).toEqual([
      {
        id: 'sample-table',
        title: 'The sample table',
        version: '1.0',
        source: { title: 'A sample of sources', address: 'https://standards.example/7' },
        requirements: 'sealed',
        sha256: SHA,
        cells: 3,
        checks: 7,
        verdict: 'conformant',
      },
      expect.objectContaining({ id: 'shop', requirements: 'own', sha256: SHA, cells: 1, checks: 2, verdict: 'failed' }),
    ]);
    expect(compliance.cells.map(({ id, suite }) => [id, suite]).at(-1)).toEqual(['SHOP-1', 'shop']);
    expect(compliance.verdict).toBe('failed');
  });

  test('has a badge for each', () => {
    const [first = '', second = ''] = result.suites.map(renderBadge);
    expect(first).toContain('aria-label="sample label: conformant 3/3 cells"');
    expect(second).toContain('aria-label="shop &amp; co: own requirements failed 0/1 cell"');
    expect(second).toContain('>shop &amp; co</text>');
  });

  test('has a headline, a table and the source of each on the page and in the summary', () => {
    const text = page(result);
    expect([...text.matchAll(/<h1>([^<]*)<\/h1>/g)].map((match) => match[1])).toEqual([
      'CONFORMANT',
      'OWN REQUIREMENTS: FAILED',
    ]);
    expect(text).toContain('<title>Sample park server 1.0: conformant; own requirements: failed · parkspec</title>');
    expect(text).toContain('Our &lt;shop&gt;');
    expect(text).toContain('What we want');
    expect(text).toContain('A sample of sources (https://standards.example/7)');
    expect(text).toContain(`shop 2, own, sha256 ${SHA}`);
    const summary = renderSummary(result);
    expect(summary.match(/^## .*/gm)).toEqual([
      expect.stringMatching(/^## CONFORMANT: /),
      expect.stringMatching(/^## OWN REQUIREMENTS: FAILED: /),
    ]);
    expect(summary).toContain('shop 2, own: 1 cell, 2 checks, sha256 abababababab');
  });

  test('has the suite of each cell among the properties of junit.xml', () => {
    const xml = renderJunit(result);
    expect(xml.match(/<property name="suite" value="[^"]*"\/>/g)).toEqual([
      ...Array(3).fill('<property name="suite" value="sample-table"/>'),
      '<property name="suite" value="shop"/>',
    ]);
    expect(xml).toContain(`<property name="suiteSha256" value="${SHA}"/>`);
    expect(xml).toContain('<property name="requirements" value="own"/>');
  });

  test('says of an own suite that it passed, and never that anything conforms to it', () => {
    const own = both('pass', 'pass').suites.slice(1);
    expect(own.map(renderBadge).join()).toContain('own requirements passed 1/1 cell');
    expect(own.map(renderBadge).join()).not.toMatch(/conform/);
  });
});

describe('a run of modified requirements in which every check passed', () => {
  const found = outcomes(...cells.map((cell) => [cell, outcome(cell, 'pass')] as const));
  const result = settle(heldTo(MODIFIED, planOf(cells)), found, run);
  const DIFFERENCES = 'DR-12 is missing, DR-11 was changed';

  test('ends with 2, and says so first', () => {
    expect(exitCode(result.verdict)).toBe(2);
    expect(renderTables(result, 'x')).toMatch(
      /\nMODIFIED REQUIREMENTS: 2 differences from sample-table 1\.0 {2}3 of 13 cells, 7 of 7 checks/,
    );
    expect(openQuestions(result)).toEqual([expect.stringContaining(DIFFERENCES)]);
    expect(requirementsOfRun(result)).toBe(
      'requirements: sample-table 1.0, modified: 3 cells, 7 checks, sha256 abababababab instead of 13 cells, 74 checks, sha256 cdcdcdcdcdcd',
    );
  });

  test('is conformant in no report', () => {
    const texts = [
      renderTables(result, 'x'),
      JSON.stringify(complianceOf(result)),
      renderJunit(result),
      renderSummary(result),
      ...result.suites.map(renderBadge),
      ...[...page(result).matchAll(/<title>.*?<\/title>|<h1>.*?<\/h1>/g)].map(String),
    ];
    for (const text of texts) expect(text).not.toMatch(/conformant/i);
    expect(page(result)).toContain('<h1>MODIFIED REQUIREMENTS: 2 differences from sample-table 1.0</h1>');
    expect(page(result)).toContain(DIFFERENCES);
    expect(result.suites.map(renderBadge).join()).toContain('sample label: modified requirements 3/13 cells');
  });

  test('is told to programs with what was changed', () => {
    expect(complianceForm.parse(complianceOf(result)).suites[0]).toMatchObject({
      requirements: 'modified',
      sha256: SHA,
      sealed: { version: '1.0', cells: 13, checks: 74, sha256: 'cd'.repeat(32), differences: DIFFERENCES.split(', ') },
      verdict: 'incomplete',
    });
  });

  test('is red for a CI server, by a case of its own', () => {
    const xml = renderJunit(result);
    expect(xml).toContain('tests="8" failures="0" errors="1" skipped="0"');
    expect(xml).toMatch(/<error message="[^"]*DR-12 is missing[^"]*" type="modified-requirements"\/>/);
  });

  test('ends with 1 when a check failed, which its headline says as well', () => {
    const failing = outcomes(...cells.map((cell) => [cell, outcome(cell, 'fail')] as const));
    const failed = settle(heldTo(MODIFIED, planOf(cells)), failing, run);
    expect(exitCode(failed.verdict)).toBe(1);
    expect(renderTables(failed, 'x')).toContain('MODIFIED REQUIREMENTS: FAILED, 2 differences from sample-table 1.0');
    expect(failed.suites.map(renderBadge).join()).toContain('modified requirements failed 0/13 cells');
  });
});
