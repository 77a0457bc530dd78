import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { runCell } from '../../../src/drive/run-cell.ts';
import type { HistoryEvent } from '../../../src/history/event.ts';
import { readHistory } from '../../../src/history/read-history.ts';
import { judge } from '../../../src/judge/judge.ts';
import type { Cell } from '../../../src/suite/cell.ts';
import { cell, path, reference } from '../../drive/reference.ts';

const never = new AbortController().signal;
let folder = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'parkspec-cell-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** The cell that the guide for writers begins with. */
function guideCell(): Cell {
  const example = /```yaml\n([\s\S]*?)```/.exec(readFileSync(path('docs/writing-cells.md'), 'utf8'))?.[1];
  return cell(example ?? '');
}

function events(): readonly HistoryEvent[] {
  return readHistory(readFileSync(join(folder, 'history.jsonl'), 'utf8')).events;
}

test('the first example of the guide for writers runs and holds on the reference server', async () => {
  await runCell({ cell: guideCell(), candidate: reference(), directory: folder, signal: never });
  const { checks } = judge(events());
  expect(checks.filter(({ verdict }) => verdict !== 'pass')).toEqual([]);
  expect(checks).toHaveLength(3);
  expect(events().at(-1)).toMatchObject({ kind: 'end', why: 'complete' });
});

test('an attended transfer joins the call that was asked after to the one that is given away', async () => {
  const attended = cell(`
cell: OWN-1
title: An attended transfer in normal service
state: service
phase: normal
requirement: A call can be given to somebody who was asked first.
source: our own
scenario:
  - normal:
      - call: { as: A, from: alice, to: bob }
      - { check: transferable, call: A, can: transfer, by: bob, to: carol, how: attended }
      - { check: connected, call: A, is: connected }
`);
  await runCell({ cell: attended, candidate: reference(), directory: folder, signal: never });
  expect(judge(events()).checks.map(({ verdict, code }) => [verdict, code])).toEqual([
    ['pass', 'transferred'],
    ['pass', 'connected'],
    ['pass', 'nothing-left-behind'],
  ]);
});

test('a cell that outlasts its deadline is ended, and its history says so', async () => {
  const candidate = { ...reference(), bounds: { ...reference().bounds, cell: 400 } };
  await runCell({ cell: guideCell(), candidate, directory: folder, signal: never });
  expect(events().at(-1)).toMatchObject({ kind: 'end', why: 'deadline' });
  expect(judge(events()).checks.some(({ verdict }) => verdict === 'pass')).toBe(false);
});

test('a cell that fills a range of another size starts nothing, and is not applicable', async () => {
  const filling = { ...guideCell(), fills: { pool: 'primary', orbits: 2 } } as const;
  await runCell({ cell: filling, candidate: reference(), directory: folder, signal: never });
  expect(events()).toMatchObject([
    { n: 1, kind: 'run', pools: { primary: 'none', backup: 'none' } },
    { n: 2, kind: 'end', why: 'complete' },
  ]);
  expect(judge(events()).verdict).toBe('not-applicable');
});

test('a cell that is interrupted before it begins starts nothing', async () => {
  await runCell({ cell: guideCell(), candidate: reference(), directory: folder, signal: AbortSignal.abort() });
  expect(events()).toMatchObject([
    { n: 1, kind: 'run', pools: { primary: 'none', backup: 'none' } },
    { n: 2, kind: 'end', why: 'interrupted' },
  ]);
  expect(judge(events()).verdict).toBe('inconclusive');
});

test('a cell that is interrupted while its pools are made has a history that can be judged, and gives back what they were given', async () => {
  const interrupt = new AbortController();
  const running = runCell({ cell: guideCell(), candidate: reference(), directory: folder, signal: interrupt.signal });
  interrupt.abort();
  await running;
  expect(events()).toMatchObject([
    { n: 1, kind: 'run', pools: { primary: expect.stringMatching(/^udp:127\.0\.0\.1:\d+$/) } },
    { n: 2, kind: 'end', why: 'interrupted' },
  ]);
  expect(judge(events()).verdict).toBe('inconclusive');
});

test('a history that cannot be written is a failure of the bench with a hint', async () => {
  writeFileSync(join(folder, 'file'), '');
  const directory = join(folder, 'file', 'below');
  await expect(runCell({ cell: guideCell(), candidate: reference(), directory, signal: never })).rejects.toMatchObject({
    name: 'HarnessError',
    stage: 'record',
    hint: expect.stringContaining('writable'),
  });
});

test('a park of which nothing is heard again fails although the harness was late meanwhile', async () => {
  const parkable = cell(`
cell: OWN-2
title: A park in normal service
state: service
phase: normal
requirement: A call can be parked.
source: our own
scenario:
  - normal:
      - call: { as: A, from: alice, to: bob }
      - { check: parkable, call: A, can: park, by: bob }
`);
  const history = join(folder, 'history.jsonl');
  let lateAt: number | undefined;
  const sleeper = setInterval(() => {
    if (lateAt !== undefined || !existsSync(history) || !readFileSync(history, 'utf8').includes('A.park.')) return;
    lateAt = performance.now();
    while (performance.now() - lateAt < 400);
  }, 20);
  const candidate = { ...reference(), defect: 'accepts-parks-and-forgets' };
  await runCell({ cell: parkable, candidate, directory: folder, signal: never });
  clearInterval(sleeper);
  const [check] = judge(events()).checks;
  expect(lateAt).toBeDefined();
  expect(check).toMatchObject({ verdict: 'fail', code: 'park-failed' });
});
