import { describe, expect, test } from '@jest/globals';
import { renderAccount, type SoakCell, wrongIn } from '../../../tools/soak/account.ts';
import { planRuns } from '../../../tools/soak/plan.ts';
import type { Verdict } from '../../../src/judge/verdict.ts';

function cell(defect: string | undefined, verdicts: Readonly<Record<string, Verdict>>, number = 1): SoakCell {
  const checks = Object.entries(verdicts).map(([id, verdict]) => ({ id, verdict, reason: '' }));
  return { run: { number, profile: 'loss-5', seed: 7, defect }, cell: 'DR-12', checks };
}

const redFor = (): readonly string[] => ['DR-12/park-refused'];

describe('what a soak must not see', () => {
  test('is a red check of the conforming server, and no other verdict', () => {
    expect(wrongIn([cell(undefined, { a: 'pass', b: 'inconclusive', c: 'error' })], redFor)).toEqual([]);
    expect(wrongIn([cell(undefined, { a: 'pass', b: 'fail' })], redFor)).toEqual(['b']);
  });

  test('is a pass of a check that the defect should turn red', () => {
    expect(wrongIn([cell('x', { 'DR-12/park-refused': 'fail', other: 'pass' })], redFor)).toEqual([]);
    expect(wrongIn([cell('x', { 'DR-12/park-refused': 'inconclusive' })], redFor)).toEqual([]);
    expect(wrongIn([cell('x', { 'DR-12/park-refused': 'pass', other: 'fail' })], redFor)).toEqual([
      'DR-12/park-refused',
    ]);
  });
});

test('the account has a row for each stress, each defect, and all', () => {
  const cells = [
    cell(undefined, { a: 'pass' }),
    cell(undefined, { a: 'inconclusive' }, 2),
    cell('x', { a: 'fail' }, 3),
  ];
  const rows = renderAccount(cells)
    .split('\n')
    .map((line) => line.split(/ {2,}/));
  expect(rows[0]?.slice(0, 6)).toEqual(['stress', 'runs', 'green', 'open', 'red', 'cells']);
  expect(rows[1]?.slice(0, 9)).toEqual(['loss-5', '2', '1', '1', '0', '2', '1', '0', '1']);
  expect(rows[2]?.slice(0, 8)).toEqual(['x', '1', '0', '0', '1', '1', '0', '1']);
  expect(rows[3]?.slice(0, 6)).toEqual(['all', '3', '1', '1', '1', '3']);
});

test('the seeds of runs follow from that of the soak, each its own', () => {
  const plan = planRuns(12, ['clean', 'busy'], [], 11);
  expect(planRuns(12, ['clean', 'busy'], [], 11)).toEqual(plan);
  expect(new Set(plan.map(({ seed }) => seed)).size).toBe(12);
  expect(plan.map(({ profile }) => profile).slice(0, 3)).toEqual(['clean', 'busy', 'clean']);
  expect(planRuns(2, ['clean'], ['x', 'y'], 11).map(({ defect }) => defect)).toEqual(['x', 'x', 'y', 'y']);
});
