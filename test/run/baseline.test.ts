import { describe, expect, test } from '@jest/globals';
import type { Verdict } from '../../src/judge/verdict.ts';
import type { CheckResult } from '../../src/run/attempts.ts';
import type { KnownFailure } from '../../src/run/baseline.ts';
import { type CellOutcome, exitCode, type RunResult, settle } from '../../src/run/ledger.ts';
import { cells, dr11, dr22, drS1, known, outcome, outcomes, planOf, planWith, plannedCell } from './sample.ts';

const ID = 'DR-11/park-refused';
const run = { durationMs: 7400, troubles: [] };

/** A run in which everything passed but what is said of `DR-11`. */
function settled(found: CellOutcome, entries: readonly KnownFailure[], troubles: readonly string[] = []): RunResult {
  const all = outcomes([dr11, found], [dr22, outcome(dr22, 'pass')], [drS1, outcome(drS1, 'pass')]);
  return settle(planWith({ baseline: { file: 'known.yaml', entries } }), all, { ...run, troubles });
}

function withVerdict(verdict: Verdict, entries: readonly KnownFailure[] = [known(ID)]): RunResult {
  return settled(outcome(dr11, 'pass', { [ID]: verdict }), entries);
}

function check({ cells: [first] }: RunResult): CheckResult | undefined {
  return first?.verdict.checks.find(({ id }) => id === ID);
}

describe('a known failure', () => {
  test('stays a failure, ends the run with 0 and never makes it conformant', () => {
    const result = withVerdict('fail');
    expect(check(result)).toMatchObject({ verdict: 'fail', baseline: { kind: 'known' } });
    expect(result.cells[0]?.verdict.verdict).toBe('fail');
    expect(result.verdict).toBe('known-failures');
    expect(exitCode(result.verdict)).toBe(0);
  });

  test('does not excuse another failure', () => {
    const result = settled(outcome(dr11, 'pass', { [ID]: 'fail', 'DR-11/aftermath': 'fail' }), [known(ID)]);
    expect(result.verdict).toBe('non-conformant');
  });

  test.each<Verdict>(['error', 'inconclusive'])('is not what %s is', (verdict) => {
    const result = withVerdict(verdict);
    expect(check(result)?.baseline).toBeUndefined();
    expect(result.verdict).toBe('incomplete');
  });

  test('does not make up for what is open elsewhere, nor for an interrupted run', () => {
    const open = settled(outcome(dr11, 'pass', { [ID]: 'fail', 'DR-11/aftermath': 'inconclusive' }), [known(ID)]);
    expect(open.verdict).toBe('incomplete');
    const interrupted = settled(outcome(dr11, 'pass', { [ID]: 'fail' }), [known(ID)], ['interrupted']);
    expect(interrupted.verdict).toBe('incomplete');
  });

  test('is no reason to say that everything there is has been run', () => {
    const plan = { ...planOf([dr11]), baseline: { file: 'known.yaml', entries: [known(ID)] } };
    const result = settle(plan, outcomes([dr11, outcome(dr11, 'pass', { [ID]: 'fail' })]), run);
    expect(result.verdict).toBe('incomplete');
  });

  test('and nothing that passed is no result', () => {
    const plan = { ...planOf([drS1], [drS1]), baseline: { file: 'known.yaml', entries: [known('DR-S1/redirected')] } };
    const found = outcomes([drS1, outcome(drS1, 'not-applicable', { 'DR-S1/redirected': 'fail' })]);
    expect(settle(plan, found, run).verdict).toBe('incomplete');
  });
});

describe('an entry with a last day', () => {
  test.each<[string, string, string]>([
    ['before the run excuses nothing any more', '2026-11-22', 'non-conformant'],
    ['that is the day of the run excuses still', '2026-11-23', 'known-failures'],
    ['after the run excuses', '2026-11-24', 'known-failures'],
  ])('%s', (_, until, verdict) => {
    const result = withVerdict('fail', [known(ID, { until })]);
    expect(result.verdict).toBe(verdict);
    expect(check(result)?.baseline?.kind).toBe(verdict === 'known-failures' ? 'known' : 'expired');
  });

  test('is stale once its check passes, whatever the day', () => {
    expect(withVerdict('pass', [known(ID, { until: '2026-11-01' })]).verdict).toBe('stale-baseline');
  });
});

describe('a stale entry', () => {
  test.each<Verdict>(['pass', 'not-applicable'])('is one whose check is %s, and makes the run red', (verdict) => {
    const result = withVerdict(verdict);
    expect(check(result)?.baseline?.kind).toBe('stale');
    expect(result.verdict).toBe('stale-baseline');
    expect(exitCode(result.verdict)).toBe(1);
  });

  test('does not hide a failure that is new', () => {
    const result = settled(outcome(dr11, 'pass', { 'DR-11/aftermath': 'fail' }), [known(ID)]);
    expect(result.verdict).toBe('non-conformant');
  });

  test('is red also where something else is open', () => {
    const result = settled(outcome(dr11, 'pass', { 'DR-11/aftermath': 'error' }), [known(ID)]);
    expect(exitCode(result.verdict)).toBe(1);
  });

  test('is not one whose check was left out of the run, with its cell or alone', () => {
    const baseline = { file: 'known.yaml', entries: [known(ID)] };
    const found = outcomes([dr11, outcome(dr11, 'pass')], [dr22, outcome(dr22, 'pass')]);
    for (const planned of [[dr22], [plannedCell(dr11, ['DR-11/aftermath'])]]) {
      expect(settle({ ...planOf(planned), baseline }, found, run).verdict).toBe('incomplete');
    }
  });

  test('is not proven by a worker that died after its check had passed', () => {
    const found = { ...outcome(dr11, 'pass'), problem: 'the worker ended in the middle of the cell' };
    const result = settled(found, [known(ID)]);
    expect(check(result)?.baseline).toBeUndefined();
    expect(result.verdict).toBe('incomplete');
  });

  test('is not one that is on a check without a verdict', () => {
    const nothing = { verdict: undefined, problem: 'the worker ended before anything was recorded', events: [] };
    const result = settled(nothing, [known(ID)]);
    expect(check(result)).toMatchObject({ verdict: 'error' });
    expect(check(result)?.baseline).toBeUndefined();
    expect(exitCode(result.verdict)).toBe(2);
  });
});

test('a baseline without entries changes nothing', () => {
  expect(withVerdict('pass', []).verdict).toBe('conformant');
  expect(withVerdict('fail', []).verdict).toBe('non-conformant');
});

test('the plan of the sample is complete, so that all of this could have been conformant', () => {
  expect(
    settle(planOf(cells), outcomes(...cells.map((cell) => [cell, outcome(cell, 'pass')] as const)), run),
  ).toMatchObject({
    verdict: 'conformant',
  });
});
