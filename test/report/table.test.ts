import { describe, expect, test } from '@jest/globals';
import { settle } from '../../src/run/ledger.ts';
import { ansiPaint } from '../../src/report/paint.ts';
import { openQuestions } from '../../src/report/score.ts';
import { renderTables } from '../../src/report/table.ts';
import { cells, dr11, dr22, drS1, outcome, outcomes, planOf, sampleCell } from '../run/sample.ts';

const run = { durationMs: 7400, troubles: [] };
const green = outcomes([dr11, outcome(dr11, 'pass')], [dr22, outcome(dr22, 'pass')], [drS1, outcome(drS1, 'pass')]);

describe('the table as text', () => {
  test('shows every place, run or not, then what is stated beside it, then the verdict', () => {
    const text = renderTables(settle(planOf(cells), green, run), 'reports/index.html');
    expect(text.split('\n')).toEqual([
      'Sample park server 1.0 · embedded · native phones   outage        failover      failback',
      'not yet parked                                      ✓ DR-11 3/3   ·             ·',
      'parked, not yet retrieved                           ·             ✓ DR-22 2/2   ·',
      'parked, already retrieved                           ·             ·             ·',
      'The sample cell DR-S1                               ✓ DR-S1 2/2',
      'CONFORMANT  3 of 3 cells, 7 of 7 checks, 7.4 s      reports/index.html',
    ]);
  });

  test('marks what failed and does not count what is not applicable', () => {
    const found = outcomes(
      [dr11, outcome(dr11, 'pass', { 'DR-11/park-refused': 'fail' })],
      [dr22, outcome(dr22, 'not-applicable')],
    );
    const lines = renderTables(settle(planOf([dr11, dr22], [dr11, dr22]), found, run), 'x').split('\n');
    expect(lines[1]).toMatch(/✗ DR-11 1 failed/);
    expect(lines[2]).toMatch(/– DR-22 n\/a/);
    expect(lines.at(-1)).toMatch(/^NON-CONFORMANT {2}1 of 2 cells, 2 of 3 checks, 1 failed, 2 not applicable, 7\.4 s/);
  });

  test('a run of a part is measured against the whole and never says conformant', () => {
    const result = settle(planOf([dr11]), green, run);
    const last = renderTables(result, 'x').split('\n').at(-1);
    expect(last).toMatch(/^INCOMPLETE {2}1 of 3 cells, 3 of 3 checks/);
    expect(last).not.toMatch(/conformant/i);
    expect(openQuestions(result)).toEqual([expect.stringMatching(/a part of the suite was run/)]);
  });

  test('a second cell for the same place stands below the first', () => {
    const twin = sampleCell('DR-11b', 'not-yet-parked', 'outage', ['same']);
    const found = outcomes([dr11, outcome(dr11, 'pass')], [twin, outcome(twin, 'pass')]);
    const lines = renderTables(settle(planOf([dr11, twin], [dr11, twin]), found, run), 'x').split('\n');
    expect(lines[2]?.trim()).toBe('✓ DR-11b 2/2   ·              ·');
  });

  test('colours do not move a column', () => {
    const result = settle(planOf(cells), green, run);
    // oxlint-disable-next-line no-control-regex -- colours are control characters
    const bare = renderTables(result, 'x', ansiPaint).replace(/\u001b\[\d+m/g, '');
    expect(bare).toBe(renderTables(result, 'x'));
  });
});

describe('what is left open', () => {
  test('counts errors and inconclusive checks, and repeats what is wrong with the run', () => {
    const found = outcomes([dr11, outcome(dr11, 'pass', { 'DR-11/aftermath': 'inconclusive' })]);
    const result = settle(planOf([dr11, dr22], [dr11, dr22]), found, { durationMs: 1, troubles: ['interrupted'] });
    expect(openQuestions(result)).toEqual([
      'interrupted',
      '2 checks ended with an error',
      '1 check ended inconclusive',
    ]);
  });

  test('nothing is open after a conformant run', () => {
    expect(openQuestions(settle(planOf(cells), green, run))).toEqual([]);
  });
});
