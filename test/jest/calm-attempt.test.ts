import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { Order } from '../../src/engine/order.ts';
import { calmAttempt } from '../../src/jest/calm-attempt.ts';
import type { CellVerdict } from '../../src/judge/verdict.ts';
import { cells, dr11, outcome, planOf, plannedCell } from '../run/sample.ts';

let run = '';
beforeEach(() => {
  run = mkdtempSync(join(tmpdir(), 'parkspec-calm-'));
});
afterEach(() => rmSync(run, { recursive: true }));

const ID = 'DR-11/park-refused';
const good = outcome(dr11, 'pass').verdict;

/** The verdict of a cell of which one check is open for the reason that the code names. */
function open(code: string): CellVerdict | undefined {
  const { verdict } = outcome(dr11, 'pass', { [ID]: 'inconclusive' });
  return verdict && { ...verdict, checks: verdict.checks.map((each) => (each.id === ID ? { ...each, code } : each)) };
}

/** Runs DR-11, which comes to these verdicts in turn, the last of them for good. */
async function attemptsAt(...verdicts: ReadonlyArray<CellVerdict | undefined>): Promise<[number, readonly string[]]> {
  const orders: Order[] = [];
  const counts = await calmAttempt(run, planOf(cells), plannedCell(dr11), async (order) => {
    const verdict = verdicts[orders.length] ?? verdicts.at(-1);
    orders.push(order);
    mkdirSync(order.directory, { recursive: true });
    if (verdict !== undefined) writeFileSync(join(order.directory, 'verdict.json'), JSON.stringify(verdict));
  });
  return [counts, orders.map(({ directory }) => directory.slice(run.length + 1))];
}

test('a cell is run once where the machine was not to blame', async () => {
  expect(await attemptsAt(good)).toEqual([1, ['DR-11']]);
  expect(await attemptsAt(open('phase-missed'))).toEqual([1, ['DR-11']]);
});

test('a cell that left nothing is not run again', async () => {
  expect(await attemptsAt(undefined)).toEqual([1, ['DR-11']]);
});

test('a cell that the machine was too busy for is run again, each time in a folder of its own', async () => {
  expect(await attemptsAt(open('harness-late'), good)).toEqual([2, ['DR-11', 'DR-11/attempt-2']]);
});

test('and four times at most', async () => {
  const folders = ['DR-11', 'DR-11/attempt-2', 'DR-11/attempt-3', 'DR-11/attempt-4'];
  expect(await attemptsAt(open('harness-late'))).toEqual([4, folders]);
});
