import { expect, test } from '@jest/globals';
import { settle } from '../../src/run/ledger.ts';
import { reportedChecksOf } from '../../src/report/reported-checks.ts';
import { cells, dr11, dr22, outcome, outcomes, planOf } from '../run/sample.ts';

const found = outcomes(
  [dr11, outcome(dr11, 'inconclusive', { 'DR-11/park-refused': 'pass' })],
  [dr22, outcome(dr22, 'inconclusive', { 'DR-22/nobody-parked': 'fail' })],
);
const result = settle(planOf(cells), found, { durationMs: 1, troubles: [] });

test('findings that say the same stand together, the worst first, and nothing is lost', () => {
  expect(reportedChecksOf(result).map(({ check, like }) => [check.id, check.verdict, like])).toEqual([
    ['DR-22/nobody-parked', 'fail', []],
    ['DR-S1/redirected', 'error', ['DR-S1/aftermath']],
    ['DR-11/stays-connected', 'inconclusive', ['DR-11/aftermath', 'DR-22/aftermath']],
  ]);
});

test('only what the reader asks for is found', () => {
  expect(reportedChecksOf(result, ['fail']).map(({ check }) => check.id)).toEqual(['DR-22/nobody-parked']);
});
