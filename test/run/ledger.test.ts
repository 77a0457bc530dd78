import { describe, expect, test } from '@jest/globals';
import { type CellOutcome, exitCode, type Outcomes, settle } from '../../src/run/ledger.ts';
import type { Verdict } from '../../src/judge/verdict.ts';
import { cells, cellVerdict, dr11, dr22, drS1, outcome, outcomes, planOf, sampleCheck, plannedCell } from './sample.ts';

const run = { durationMs: 7400, troubles: [] };
const green = outcomes([dr11, outcome(dr11, 'pass')], [dr22, outcome(dr22, 'pass')], [drS1, outcome(drS1, 'pass')]);

function with11(...found: readonly CellOutcome[]): Outcomes {
  return new Map([...green, [dr11.id, found]]);
}

describe('settling a run', () => {
  test('a run of everything in which every check passed is conformant', () => {
    const result = settle(planOf(cells), green, run);
    expect(result.verdict).toBe('conformant');
    expect(exitCode(result.verdict)).toBe(0);
  });

  test('checks that are not applicable do not stand in the way of conformance', () => {
    const found = with11(outcome(dr11, 'pass', { 'DR-11/park-refused': 'not-applicable' }));
    expect(settle(planOf(cells), found, run).verdict).toBe('conformant');
  });

  test('nothing but checks that are not applicable is no conformance', () => {
    const found = outcomes([dr11, outcome(dr11, 'not-applicable')]);
    expect(settle(planOf([dr11], [dr11]), found, run).verdict).toBe('incomplete');
  });

  test.each<[Verdict, string, number]>([
    ['fail', 'non-conformant', 1],
    ['inconclusive', 'incomplete', 2],
    ['error', 'incomplete', 2],
  ])('one check with %s makes the run %s, exit %i', (verdict, expected, code) => {
    const result = settle(planOf(cells), with11(outcome(dr11, 'pass', { 'DR-11/aftermath': verdict })), run);
    expect(result.verdict).toBe(expected);
    expect(exitCode(result.verdict)).toBe(code);
  });

  test('a proven violation stands, whatever else broke', () => {
    const found = with11(outcome(dr11, 'error', { 'DR-11/park-refused': 'fail' }));
    expect(settle(planOf(cells), found, { durationMs: 1, troubles: ['interrupted'] }).verdict).toBe('non-conformant');
  });

  test('a run in which nothing happened has an error for each planned check', () => {
    const result = settle(planOf(cells), new Map(), run);
    const checks = result.cells.flatMap((cell) => cell.verdict.checks);
    expect(checks.map((check) => check.id)).toEqual(planOf(cells).cells.flatMap((planned) => planned.checks));
    expect(new Set(checks.map((check) => check.verdict))).toEqual(new Set(['error']));
    expect(checks[0]).toMatchObject({ code: 'no-verdict', fields: { problem: 'the cell was never run' } });
    expect(exitCode(result.verdict)).toBe(2);
  });

  test('a cell without a verdict says why there is none', () => {
    const found = with11({ verdict: undefined, problem: 'the worker ended', events: [] });
    const [first] = settle(planOf(cells), found, run).cells;
    expect(first?.verdict.verdict).toBe('error');
    expect(first?.verdict.checks).toHaveLength(3);
    for (const check of first?.verdict.checks ?? []) {
      expect(check).toMatchObject({ code: 'no-verdict', fields: { problem: 'the worker ended' } });
    }
  });

  test('a history that was never finished makes the run incomplete, even if every verdict in it is good', () => {
    const found = with11({ ...outcome(dr11, 'pass'), problem: 'the worker ended in the middle of the cell' });
    const result = settle(planOf(cells), found, run);
    expect(result.verdict).toBe('incomplete');
    expect(result.troubles).toEqual(['DR-11: the worker ended in the middle of the cell']);
  });

  test('one missing verdict among many is an error', () => {
    const checks = [sampleCheck('DR-11/stays-connected', 'pass'), sampleCheck('DR-11/aftermath', 'pass')];
    const found = with11({ verdict: cellVerdict(dr11, checks), problem: undefined, events: [] });
    const result = settle(planOf(cells), found, run);
    expect(result.verdict).toBe('incomplete');
    expect(result.cells[0]?.verdict.checks.map((check) => check.verdict)).toEqual(['pass', 'error', 'pass']);
  });

  test('two verdicts for one check are an error, even if both passed', () => {
    const checks = [...(outcome(dr11, 'pass').verdict?.checks ?? []), sampleCheck('DR-11/aftermath', 'pass')];
    const found = with11({ verdict: cellVerdict(dr11, checks), problem: undefined, events: [] });
    const result = settle(planOf(cells), found, run);
    expect(result.verdict).toBe('incomplete');
    expect(result.cells[0]?.verdict.checks.at(-1)?.reason).toMatch(/has 2 verdicts/);
  });

  test('a verdict that nobody planned makes the run incomplete', () => {
    const checks = [...(outcome(dr11, 'pass').verdict?.checks ?? []), sampleCheck('DR-11/invented', 'pass')];
    const found = with11({ verdict: cellVerdict(dr11, checks), problem: undefined, events: [] });
    const result = settle(planOf(cells), found, run);
    expect(result.troubles).toEqual(['DR-11/invented was judged but never planned']);
    expect(result.verdict).toBe('incomplete');
  });

  test('a green run of a part is never conformant', () => {
    expect(settle(planOf([dr11, dr22]), green, run).verdict).toBe('incomplete');
    const some = planOf([plannedCell(dr11, ['DR-11/aftermath']), dr22, drS1]);
    expect(settle(some, green, run).verdict).toBe('incomplete');
  });

  test('an interrupted run is incomplete even if all its verdicts are in', () => {
    expect(settle(planOf(cells), green, { durationMs: 1, troubles: ['interrupted'] }).verdict).toBe('incomplete');
  });

  test('the cell takes its worst planned check, not what its file claims', () => {
    const result = settle(planOf(cells), with11(outcome(dr11, 'pass', { 'DR-11/aftermath': 'fail' })), run);
    expect(result.cells[0]?.verdict.verdict).toBe('fail');
  });
});
