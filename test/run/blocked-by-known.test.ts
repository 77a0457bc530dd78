/** Checks that a known failure keeps from being judged do not decide the run; what is open for another reason does. */
import { describe, expect, test } from '@jest/globals';
import type { CheckVerdict, Verdict } from '../../src/judge/verdict.ts';
import { complianceForm, complianceOf } from '../../src/report/compliance.ts';
import { renderJunit } from '../../src/report/junit.ts';
import { renderSummary } from '../../src/report/summary.ts';
import { renderTables } from '../../src/report/table.ts';
import type { KnownFailure } from '../../src/run/baseline.ts';
import { type CellOutcome, cellsToRetry, exitCode, type RunResult, settle } from '../../src/run/ledger.ts';
import { cellVerdict, dr11, dr22, drS1, known, outcome, outcomes, planWith, sampleCheck } from './sample.ts';

const KNOWN = 'DR-11/park-refused';
const BLOCKED = 'DR-11/aftermath';
const run = { durationMs: 7400, troubles: [] };

function blocked(code = 'call-parked-earlier', verdict: Verdict = 'inconclusive'): CheckVerdict {
  return sampleCheck(BLOCKED, verdict, { code, fields: { check: KNOWN } });
}

/** An attempt at DR-11 in which the known check failed, and the other one is as told. */
function attempt(other: CheckVerdict, verdict: Verdict = 'fail'): CellOutcome {
  const rest = outcome(dr11, 'pass', { [KNOWN]: verdict }).verdict?.checks ?? [];
  const checks = rest.map((check) => (check.id === BLOCKED ? other : check));
  return { verdict: cellVerdict(dr11, checks), problem: undefined, events: [] };
}

function settled(attempts: readonly CellOutcome[], entries: readonly KnownFailure[] = [known(KNOWN)]): RunResult {
  const all = outcomes([dr11, ...attempts], [dr22, outcome(dr22, 'pass')], [drS1, outcome(drS1, 'pass')]);
  return settle(planWith({ baseline: { file: 'known.yaml', entries } }), all, run);
}

describe('a check that a known failure blocks', () => {
  const result = settled([attempt(blocked())]);

  test('stays inconclusive, names the failure, and lets the run end with 0', () => {
    const check = result.cells[0]?.verdict.checks.find(({ id }) => id === BLOCKED);
    expect(check).toMatchObject({ verdict: 'inconclusive', blockedByKnown: KNOWN });
    expect(result.verdict).toBe('known-failures');
    expect(exitCode(result.verdict)).toBe(0);
  });

  test('is counted apart in the headline and in the table', () => {
    const lines = renderTables(result, 'x').split('\n');
    expect(lines.at(-1)).toContain('KNOWN FAILURES ONLY: 1 known failure, 1 check blocked by it, nothing new');
    expect(lines[1]).toContain('✗ DR-11 1 blocked by known failures, 1 known');
  });

  test('is skipped in JUnit, and named in compliance.json and in the summary', () => {
    expect(renderJunit(result)).toMatch(
      /aftermath[^>]*>\s*<skipped message="blocked by the known failure of DR-11\/park-refused; /,
    );
    const record = complianceForm.parse(complianceOf(result));
    expect(record.cells[0]?.checks.find(({ id }) => id === BLOCKED)).toMatchObject({ blockedBy: KNOWN });
    expect(renderSummary(result)).toContain(`**Blocked by this:** ${BLOCKED}`);
  });

  test('is no reason to run the cell again', () => {
    const all = outcomes([dr11, attempt(blocked())], [dr22, outcome(dr22, 'pass')], [drS1, outcome(drS1, 'pass')]);
    const plan = planWith({ baseline: { file: 'known.yaml', entries: [known(KNOWN)] } });
    expect(cellsToRetry(plan, all)).toEqual([]);
    expect(cellsToRetry(planWith({}), all)).toEqual([dr11]);
  });
});

describe('a check decides the run all the same', () => {
  test.each<[string, readonly CellOutcome[], readonly KnownFailure[]]>([
    ['where the failure is not known', [attempt(blocked())], []],
    ['where its excuse has expired', [attempt(blocked())], [known(KNOWN, { until: '2026-11-01' })]],
    ['where it failed itself', [attempt(blocked('ghost-call', 'fail'))], [known(KNOWN)]],
    ['where it ended with an error', [attempt(blocked('no-verdict', 'error'))], [known(KNOWN)]],
    [
      'where it is open for another reason',
      [attempt(sampleCheck(BLOCKED, 'inconclusive', { code: 'bench' }))],
      [known(KNOWN)],
    ],
    [
      'where another attempt left it open for another reason',
      [attempt(sampleCheck(BLOCKED, 'inconclusive', { code: 'bench' })), attempt(blocked())],
      [known(KNOWN)],
    ],
  ])('%s', (_, attempts, entries) => {
    const result = settled(attempts, entries);
    expect(exitCode(result.verdict)).not.toBe(0);
    expect(result.cells[0]?.verdict.checks.some(({ blockedByKnown }) => blockedByKnown !== undefined)).toBe(false);
  });
});

test('a check that passed in one attempt and was blocked in the other is known, since the failure was seen', () => {
  const passed = attempt(sampleCheck(BLOCKED, 'pass'), 'pass');
  const result = settled([passed, attempt(blocked())]);
  expect(result.verdict).toBe('known-failures');
});
