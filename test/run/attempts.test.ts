import { describe, expect, test } from '@jest/globals';
import type { Verdict } from '../../src/judge/verdict.ts';
import { combine } from '../../src/run/attempts.ts';
import {
  type CellOutcome,
  cellsSpoilt,
  cellsToRetry,
  eventsOf,
  exitCode,
  type RunResult,
  settle,
} from '../../src/run/ledger.ts';
import type { RunPlan } from '../../src/run/run-plan.ts';
import { starvation } from '../../src/report/machine-load.ts';
import { history } from '../report/history.ts';
import {
  cells,
  dr11,
  dr22,
  drS1,
  known,
  outcome,
  outcomes,
  planOf,
  planWith,
  sampleCheck,
  plannedCell,
} from './sample.ts';

const ID = 'DR-11/park-refused';
const run = { durationMs: 7400, troubles: [] };
const green = [
  [dr22, outcome(dr22, 'pass')],
  [drS1, outcome(drS1, 'pass')],
] as const;

function settled(plan: RunPlan, ...found: readonly CellOutcome[]): RunResult {
  return settle(plan, outcomes([dr11, ...found], ...green), run);
}

/** DR-11 with these verdicts of one check, in the order of the attempts; all other checks pass. */
function attempts(...verdicts: readonly Verdict[]): readonly CellOutcome[] {
  return verdicts.map((verdict) => outcome(dr11, 'pass', { [ID]: verdict }));
}

describe('the attempts at a check', () => {
  test.each<[readonly Verdict[], Verdict, number, boolean]>([
    [['pass'], 'pass', 1, false],
    [['fail'], 'fail', 1, false],
    [['pass', 'pass'], 'pass', 2, false],
    [['fail', 'pass'], 'fail', 1, true],
    [['inconclusive', 'pass'], 'inconclusive', 1, true],
    [['error', 'not-applicable'], 'error', 1, true],
    [['fail', 'fail', 'pass'], 'fail', 2, true],
    [['error', 'inconclusive', 'pass'], 'error', 1, true],
    // What was seen to be broken stands, whatever came before and after.
    [['fail', 'inconclusive'], 'fail', 1, false],
    [['error', 'fail', 'error'], 'fail', 2, false],
    [['fail', 'fail'], 'fail', 2, false],
    // What passed once and then did not is not forgiven as flaky.
    [['pass', 'fail'], 'fail', 2, false],
    [['fail', 'pass', 'fail'], 'fail', 3, false],
    [['pass', 'inconclusive'], 'inconclusive', 2, false],
  ])('%j come to %s, as in attempt %i, flaky: %s', (verdicts, verdict, attempt, flaky) => {
    const [first, ...more] = verdicts.map((one, at) => sampleCheck(ID, one, { reason: `in attempt ${at + 1}` }));
    const result = combine([first ?? sampleCheck(ID, 'error'), ...more]);
    expect(result).toMatchObject({ verdict, attempt, flaky, reason: `in attempt ${attempt}` });
    expect(result.attempts.map((one) => one.verdict)).toEqual(verdicts);
  });
});

describe('a flaky check', () => {
  test.each<[Verdict, string, number]>([
    ['fail', 'non-conformant', 1],
    ['inconclusive', 'incomplete', 2],
    ['error', 'incomplete', 2],
  ])('that was %s first makes the run %s, exit %i', (first, verdict, code) => {
    const result = settled(planWith({ retries: 1 }), ...attempts(first, 'pass'));
    expect(result.verdict).toBe(verdict);
    expect(exitCode(result.verdict)).toBe(code);
  });

  test.each<Verdict>(['fail', 'inconclusive', 'error'])(
    'that was %s first ends the run with 0 where that is allowed, and never as conformant',
    (first) => {
      const result = settled(planWith({ retries: 1, allowFlaky: true }), ...attempts(first, 'pass'));
      expect(result.verdict).toBe('flaky');
      expect(exitCode(result.verdict)).toBe(0);
      expect(result.cells[0]?.verdict.verdict).toBe(first);
    },
  );

  test('that fails in the last attempt is not allowed by anything', () => {
    const plan = planWith({ retries: 2, allowFlaky: true });
    expect(settled(plan, ...attempts('fail', 'pass', 'fail')).verdict).toBe('non-conformant');
    expect(settled(plan, ...attempts('pass', 'inconclusive')).verdict).toBe('incomplete');
  });

  test('does not hide another failure', () => {
    const found = [
      outcome(dr11, 'pass', { [ID]: 'fail', 'DR-11/aftermath': 'fail' }),
      outcome(dr11, 'pass', { 'DR-11/aftermath': 'fail' }),
    ];
    expect(settled(planWith({ retries: 1, allowFlaky: true }), ...found).verdict).toBe('non-conformant');
  });

  test('that is known to fail is known still, and its entry is not stale', () => {
    const baseline = { file: 'known.yaml', entries: [known(ID)] };
    const result = settled(planWith({ retries: 1, baseline }), ...attempts('fail', 'pass'));
    expect(result.cells[0]?.verdict.checks[1]).toMatchObject({ flaky: true, baseline: { kind: 'known' } });
    expect(result.verdict).toBe('known-failures');
  });

  test('that never failed has no use for its entry', () => {
    const baseline = { file: 'known.yaml', entries: [known(ID)] };
    const result = settled(planWith({ retries: 1, baseline, allowFlaky: true }), ...attempts('error', 'pass'));
    expect(result.verdict).toBe('stale-baseline');
  });
});

describe('several attempts at a cell', () => {
  test('keep the events of each, and a verdict is shown with those that it cites', () => {
    const [bad, good] = attempts('fail', 'pass');
    const result = settled(
      planWith({ retries: 1 }),
      { ...outcome(dr11, 'pass'), ...bad, events: history },
      { ...outcome(dr11, 'pass'), ...good },
    );
    const [cell] = result.cells;
    const checks = cell?.verdict.checks ?? [];
    expect(cell === undefined ? [] : checks.map((check) => eventsOf(cell, check).length)).toEqual([
      0,
      history.length,
      0,
    ]);
    expect(cell?.verdict.durationMs).toBeCloseTo(2 * 812.4);
  });

  test('a worker that died is trouble of its attempt: nothing of it counts as passed, and the next attempt heals the run', () => {
    const dead = { ...outcome(dr11, 'pass'), problem: 'the worker ended in the middle of the cell' };
    const result = settled(planWith({ retries: 1 }), dead, outcome(dr11, 'pass'));
    expect(result.troubles).toEqual([]);
    expect(result.cells[0]?.verdict.checks.map(({ flaky, verdict }) => [flaky, verdict])).toEqual(
      Array.from({ length: 3 }, () => [true, 'error']),
    );
    expect(exitCode(result.verdict)).toBe(2);
    const allowed = settled(planWith({ retries: 1, allowFlaky: true }), dead, outcome(dr11, 'pass'));
    expect(allowed.verdict).toBe('flaky');
  });

  test('a worker that died in the last attempt makes the run incomplete', () => {
    const dead = { ...outcome(dr11, 'pass'), problem: 'the worker ended in the middle of the cell' };
    const result = settled(planWith({ retries: 1, allowFlaky: true }), ...attempts('inconclusive'), dead);
    expect(result.verdict).toBe('incomplete');
    expect(result.troubles).toEqual(['DR-11: the worker ended in the middle of the cell']);
  });
});

function again(plan: RunPlan, ...found: readonly CellOutcome[]): readonly string[] {
  return cellsToRetry(plan, outcomes([dr11, ...found], ...green)).map(({ id }) => id);
}

function knownUntil(until: string): RunPlan {
  return planWith({ baseline: { file: 'known.yaml', entries: [known(ID, { until })] } });
}

describe('a cell is run again', () => {
  test.each<Verdict>(['fail', 'inconclusive', 'error'])('when one of its checks ended with %s', (verdict) => {
    expect(again(planOf(cells), ...attempts(verdict))).toEqual(['DR-11']);
  });

  test('not when all passed, or passed at last', () => {
    expect(again(planOf(cells), ...attempts('pass'))).toEqual([]);
    expect(again(planOf(cells), ...attempts('fail', 'pass'))).toEqual([]);
    expect(again(planOf(cells), ...attempts('pass', 'fail'))).toEqual(['DR-11']);
  });

  test('not for a failure that is known, but for one whose excuse has expired', () => {
    expect(again(knownUntil('2026-12-31'), ...attempts('fail'))).toEqual([]);
    expect(again(knownUntil('2026-10-31'), ...attempts('fail'))).toEqual(['DR-11']);
  });

  test('when it left nothing, or trouble beside good verdicts', () => {
    expect(again(planOf(cells))).toEqual(['DR-11']);
    expect(again(planOf(cells), { ...outcome(dr11, 'pass'), problem: 'the worker ended' })).toEqual(['DR-11']);
  });

  test('not for checks that a filter left out', () => {
    const plan = planOf([plannedCell(dr11, ['DR-11/aftermath'])]);
    expect(again(plan, ...attempts('fail'))).toEqual([]);
  });
});

describe('an attempt that the machine has spoilt', () => {
  const late = { code: 'harness-late' };

  test.each<[readonly Verdict[], readonly boolean[], Verdict, number, boolean]>([
    [['inconclusive', 'pass'], [true, false], 'pass', 2, false],
    [['pass', 'inconclusive'], [false, true], 'pass', 1, false],
    [['inconclusive', 'fail'], [true, false], 'fail', 2, false],
    [['inconclusive', 'inconclusive'], [true, true], 'inconclusive', 2, false],
    [['inconclusive', 'inconclusive'], [true, false], 'inconclusive', 2, false],
    // What another attempt left open for another reason is no less open.
    [['inconclusive', 'inconclusive', 'pass'], [true, false, false], 'inconclusive', 2, true],
  ])('says nothing beside another: %j, spoilt %j, come to %s', (verdicts, spoilt, verdict, attempt, flaky) => {
    const [first, ...more] = verdicts.map((one) => sampleCheck(ID, one));
    const result = combine([first ?? sampleCheck(ID, 'error'), ...more], spoilt);
    expect(result).toMatchObject({ verdict, attempt, flaky });
    expect(result.attempts).toHaveLength(verdicts.length);
  });

  /** DR-11 with one check that is open for the reason that the code names. */
  function open(code: string, more: object = {}): CellOutcome {
    const found = outcome(dr11, 'pass', { [ID]: 'inconclusive' });
    const checks = found.verdict?.checks.map((check) => (check.id === ID ? { ...check, code, ...more } : check)) ?? [];
    return { ...found, verdict: found.verdict && { ...found.verdict, checks } };
  }

  function toRunAgain(...found: readonly CellOutcome[]): readonly string[] {
    return cellsSpoilt(planOf(cells), outcomes([dr11, ...found], ...green)).map(({ id }) => id);
  }

  test('is made again', () => {
    expect(toRunAgain(open(late.code))).toEqual(['DR-11']);
    expect(toRunAgain(open('pool-starved'))).toEqual(['DR-11']);
    expect(toRunAgain(open('situation-not-established', { because: 'harness-late' }))).toEqual(['DR-11']);
    expect(toRunAgain(open(late.code), open(late.code))).toEqual(['DR-11']);
  });

  test('is not made again for what the machine has not spoilt, nor beside a failure, nor when it was made good', () => {
    expect(toRunAgain(open('phase-missed'))).toEqual([]);
    expect(toRunAgain(open(late.code), open('phase-missed'))).toEqual([]);
    expect(toRunAgain(outcome(dr11, 'fail', { [ID]: 'inconclusive' }))).toEqual([]);
    expect(toRunAgain({ ...open(late.code), problem: 'the worker ended in the middle of the cell' })).toEqual([]);
    expect(toRunAgain(open(late.code), outcome(dr11, 'pass'))).toEqual([]);
    expect(toRunAgain(outcome(dr11, 'pass'))).toEqual([]);
  });

  test('leaves a conformant run conformant, without any retry that was allowed', () => {
    const result = settled(planOf(cells), open(late.code), outcome(dr11, 'pass'));
    expect(result.verdict).toBe('conformant');
    expect(settled(planOf(cells), open('phase-missed'), outcome(dr11, 'pass')).verdict).toBe('incomplete');
    expect(starvation(result)).toEqual(['this machine was too busy for DR-11 at first, so that it was run again']);
  });
});
