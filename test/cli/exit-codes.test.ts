import { describe, expect, test } from '@jest/globals';
import { exitCodeOfError, exitCodeOfRun } from '../../src/cli/exit-codes.ts';
import { HarnessError } from '../../src/harness-error.ts';
import type { CheckVerdict } from '../../src/judge/verdict.ts';
import { type RunResult, settle } from '../../src/run/ledger.ts';
import { cells, cellVerdict, dr11, outcome, outcomes, planOf, sampleCheck } from '../run/sample.ts';

const ALL_WELL = { interrupted: undefined, isLacking: false, ends: new Map() } as const;

/** A run in which all passed but one check of DR-11. */
function runWith(check?: CheckVerdict, troubles: readonly string[] = []): RunResult {
  const found = new Map(outcomes(...cells.map((cell) => [cell, outcome(cell, 'pass')] as const)));
  const checks = (outcome(dr11, 'pass').verdict?.checks ?? []).map((one) => (one.id === check?.id ? check : one));
  found.set(dr11.id, [{ verdict: cellVerdict(dr11, checks), problem: undefined, events: [] }]);
  return settle(planOf(cells), found, { durationMs: 1, troubles });
}

const ID = 'DR-11/park-refused';
const late = sampleCheck(ID, 'inconclusive', { code: 'harness-late' });
const open = sampleCheck(ID, 'inconclusive', { code: 'never-asked' });
const failed = sampleCheck(ID, 'fail');

describe('the exit code of a run', () => {
  test.each<[string, RunResult, number]>([
    ['in which all passed', runWith(), 0],
    ['in which a check failed', runWith(failed), 1],
    ['in which a check is open', runWith(open), 2],
    ['that the machine was too busy for', runWith(late), 3],
    ['that has troubles of its own', runWith(undefined, ['jest ended']), 2],
    ['that has troubles on a busy machine', runWith(late, ['jest ended']), 2],
  ])('%s', (_, result, code) => {
    expect(exitCodeOfRun(result, ALL_WELL)).toBe(code);
  });

  test.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ] as const)('after %s is %i, unless a check failed', (interrupted, code) => {
    expect(exitCodeOfRun(runWith(open), { ...ALL_WELL, interrupted, isLacking: true })).toBe(code);
    expect(exitCodeOfRun(runWith(failed), { ...ALL_WELL, interrupted, isLacking: true })).toBe(1);
  });

  test('is 74 where a cell could not be recorded for want of room, and something is open for it', () => {
    const end = { verdict: undefined, problem: 'ENOSPC: no space left on device, write', digest: undefined };
    const circumstances = { ...ALL_WELL, ends: new Map([['runs/1/DR-11', end]]) };
    expect(exitCodeOfRun(runWith(sampleCheck(ID, 'error')), circumstances)).toBe(74);
    expect(exitCodeOfRun(runWith(), circumstances)).toBe(0);
  });

  test('is 74 where a report is missing, unless a check failed', () => {
    expect(exitCodeOfRun(runWith(), { ...ALL_WELL, isLacking: true })).toBe(74);
    expect(exitCodeOfRun(runWith(failed), { ...ALL_WELL, isLacking: true })).toBe(1);
  });
});

test.each<[unknown, number]>([
  [Object.assign(new Error('denied'), { code: 'EACCES' }), 74],
  [Object.assign(new Error('read-only'), { code: 'EROFS' }), 74],
  [new HarnessError('record', 'no history can be written', { hint: 'make room' }), 74],
  [new HarnessError('engine', 'no engine answers', { hint: 'start it' }), 2],
  [Object.assign(new Error('too many open files'), { code: 'EMFILE' }), 2],
  ['anything', 2],
])('the exit code for %s is %i', (error, code) => {
  expect(exitCodeOfError(error)).toBe(code);
});
