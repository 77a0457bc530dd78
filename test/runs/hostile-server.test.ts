/** A candidate that means harm: fixtures/candidates/hostile. What it does, and in which order, is chosen by two variables. */
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { expect, jest, test } from '@jest/globals';
import { RECORDER_LIMITS } from '../../src/history/recorder.ts';
import { allGone, compliance, fixture, folderOf, history, poolPids, readProc, type Run, start } from './parkspec.ts';

jest.setTimeout(240_000);

/** Resident memory that a worker may have at most, in MB; a jest worker with a peaceful candidate has about 150. */
const MOST_MEMORY = 500;

/** None of these can be green with a server that parks nothing. */
const CELLS = ['DR-21', 'DR-23'];

test.each([
  ['answers nonsense over UDP', 'hostile.yaml', 'frames,answers,loops,bombs,strangers,log', 1],
  ['answers other nonsense over UDP', 'hostile.yaml', 'frames,answers,loops,bombs,strangers,log', 2],
  ['floods the phones with SIP', 'hostile.yaml', 'flood', 3],
  ['floods the phones with RTP and documents', 'hostile.yaml', 'media,bombs,admin', 4],
  ['answers without end over TCP', 'hostile-over-tcp.yaml', 'stream,connections,frames,answers,strangers', 5],
])('a candidate that %s gets its verdicts, and nothing breaks but what it broke', async (_, file, kinds, seed) => {
  process.env['HOSTILE'] = kinds;
  process.env['HOSTILE_SEED'] = String(seed);
  const run = start(fixture(`candidates/${file}`), ...CELLS.flatMap((cell) => ['--cells', cell]));
  const memory = await peakMemory(run);
  const { code, output } = await run.ended;
  expect([1, 2, 3]).toContain(code);
  expect(output).not.toMatch(/Error:|at .*\.js:\d+/);
  const { cells } = compliance(run);
  expect(cells.map(({ id }) => id)).toEqual(CELLS);
  for (const { checks, verdict } of cells) {
    expect(verdict).not.toBe('pass');
    expect(checks.length).toBeGreaterThan(2);
    for (const { reason } of checks) expect(reason).not.toMatch(/^$|bug of parkspec|the judge itself failed/);
  }
  for (const cell of CELLS) {
    expect(history(run, cell).at(-1)).toMatchObject({ kind: 'end' });
    expect(statSync(join(folderOf(run, cell), 'history.jsonl')).size).toBeLessThan(RECORDER_LIMITS.bytes * 1.1);
    expect(await allGone(poolPids(run, cell))).toBe(true);
  }
  expect(memory).toBeGreaterThan(0);
  expect(memory).toBeLessThan(MOST_MEMORY);
});

/** MB, of the worker with the most; a worker is the parent of the pools that it has started. */
async function peakMemory(run: Run): Promise<number> {
  let peak = 0;
  const workers = new Map<string, number>();
  const ended = run.ended.then(() => true);
  // oxlint-disable-next-line no-await-in-loop -- the peak is looked at until the end
  while (!(await Promise.race([ended, setTimeout(100, false)]))) {
    for (const cell of CELLS) {
      const worker = workers.get(cell) ?? field(poolPids(run, cell)[0] ?? 0, 'PPid') ?? 0;
      if (worker > 1) workers.set(cell, worker);
      peak = Math.max(peak, (field(worker, 'VmHWM') ?? 0) / 1024);
    }
  }
  return peak;
}

function field(pid: number, name: string): number | undefined {
  const found = new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(readProc(String(pid), 'status'))?.[1];
  return found === undefined ? undefined : Number(found);
}
