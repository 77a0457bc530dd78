import { expect, test } from '@jest/globals';
import type { HistoryEvent, ReachedLimit } from '../../src/history/event.ts';
import { complianceForm, complianceOf } from '../../src/report/compliance.ts';
import { limitsReached } from '../../src/report/limits-reached.ts';
import { renderPage } from '../../src/report/page/page.ts';
import { renderSummary } from '../../src/report/summary.ts';
import { type RunResult, settle } from '../../src/run/ledger.ts';
import { dr11, outcome, outcomes, planOf } from '../run/sample.ts';

function resultWith(...limits: readonly ReachedLimit[]): RunResult {
  const events = limits.map(
    (limit, index): HistoryEvent => ({ n: index + 1, t: index, kind: 'note', level: 'info', text: 'reached', limit }),
  );
  const found = outcomes([dr11, { ...outcome(dr11, 'pass'), events }]);
  return settle(planOf([dr11]), found, { durationMs: 7400, troubles: [] });
}

test('a limit that a pool has reached is told in every report, once', () => {
  const result = resultWith({ pool: 'primary', of: 'memory' }, { pool: 'primary', of: 'memory' });
  const line = 'the primary pool has reached its limit of memory (`docker.limits.memory`) in DR-11';
  expect(limitsReached(result)).toEqual([line]);
  expect(renderPage(result, { run: 'runs/x', files: new Map(), beside: [] })).toContain(line);
  expect(renderSummary(result)).toContain('the primary pool has reached its limit of memory');
  const compliance = complianceForm.parse(JSON.parse(JSON.stringify(complianceOf(result))));
  expect(compliance.cells[0]?.limits).toEqual([{ pool: 'primary', of: 'memory' }]);
});

test('a run in which none was reached says nothing of it', () => {
  expect(limitsReached(resultWith())).toEqual([]);
  expect(complianceOf(resultWith()).cells[0]).not.toHaveProperty('limits');
});
