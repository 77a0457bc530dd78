import { expect, test } from '@jest/globals';
import type { HistoryEvent } from '../../src/history/event.ts';
import { settle, type RunResult } from '../../src/run/ledger.ts';
import { complianceForm, complianceOf } from '../../src/report/compliance.ts';
import { renderJunit } from '../../src/report/junit.ts';
import { loadOf, starvation } from '../../src/report/machine-load.ts';
import { renderPage } from '../../src/report/page/page.ts';
import { renderSummary } from '../../src/report/summary.ts';
import type { CheckVerdict } from '../../src/judge/verdict.ts';
import { plannedChecks } from '../../src/suite/planned-checks.ts';
import { cellVerdict, dr11, outcomes, planOf, sampleCheck } from '../run/sample.ts';

interface Load {
  readonly maxDelayMs: number;
  readonly poolDelayMs?: number;
}

function resultWith(...loads: readonly Load[]): RunResult {
  return resultOf('pass', loads);
}

function resultOf(
  verdict: 'pass' | 'inconclusive',
  loads: readonly Load[],
  more: Partial<CheckVerdict> = {},
): RunResult {
  const events = loads.map((load, index): HistoryEvent => ({ n: index + 1, t: index, kind: 'load', ...load }));
  const checks = plannedChecks(dr11).map((id) => sampleCheck(id, verdict, more));
  const found = outcomes([dr11, { verdict: cellVerdict(dr11, checks), problem: undefined, events }]);
  return settle(planOf([dr11]), found, { durationMs: 7400, troubles: [] });
}

function pageOf(result: RunResult): string {
  return renderPage(result, { run: 'runs/x', files: new Map(), beside: [] });
}

test('the longest delay of a cell stands in every report', () => {
  const result = resultWith({ maxDelayMs: 3 }, { maxDelayMs: 12, poolDelayMs: 4 }, { maxDelayMs: 5, poolDelayMs: 2 });
  const compliance = complianceForm.parse(JSON.parse(JSON.stringify(complianceOf(result))));
  expect(compliance.cells[0]?.load).toEqual({ harnessDelayMs: 12, poolDelayMs: 4 });
  expect(pageOf(result)).toContain('harness at most 12 ms late, pools at most 4 ms');
  expect(renderJunit(result)).toContain('<property name="harnessDelayMs" value="12"/>');
  expect(starvation(result)).toEqual([]);
});

test('a cell in which nothing was measured says nothing of it', () => {
  const result = resultWith();
  expect(loadOf({ attempts: [] })).toBeUndefined();
  expect(complianceOf(result).cells[0]).not.toHaveProperty('load');
  expect(renderJunit(result)).not.toContain('DelayMs');
});

test.each([
  [{ maxDelayMs: 151 }, 'DR-11: harness at most 151 ms late'],
  [{ maxDelayMs: 1, poolDelayMs: 900 }, 'pools at most 900 ms'],
])('a delay that changed a verdict is told, after what broke, and one that changed none is not: %j', (load, words) => {
  expect(starvation(resultOf('pass', [load]))).toEqual([]);
  expect(starvation(resultOf('inconclusive', [load]))).toEqual([]);
  const result = resultOf('inconclusive', [load], { code: 'harness-late' });
  expect(starvation(result)).toEqual([expect.stringContaining(words)]);
  expect(pageOf(result)).toContain('the machine was too busy in DR-11');
  expect(renderSummary(result)).toContain('the machine was too busy in DR-11');
});
