import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { cellFolder, createRun, markConcluded, pruneRuns, readPlan, reportsOf } from '../../src/run/run-folder.ts';
import { cells, planOf } from './sample.ts';

let reports: string;
beforeEach(() => {
  reports = mkdtempSync(join(tmpdir(), 'parkspec-folder-'));
});
afterEach(() => {
  rmSync(reports, { recursive: true, force: true });
});

function runAt(minute: number, pid: number): string {
  const started = new Date(Date.UTC(2026, 10, 23, 3, minute)).toISOString();
  return createRun(reports, { ...planOf(cells), started, pid });
}

/** A pid beyond the largest that Linux and macOS give. */
const NOBODY = 2 ** 30;

describe('the folder of a run', () => {
  test('holds the plan as it was made, under an id of its own', () => {
    const run = runAt(15, process.pid);
    expect(readPlan(run).cells.map((planned) => planned.checks)).toEqual(
      planOf(cells).cells.map(({ checks }) => checks),
    );
    expect(run).toContain(readPlan(run).id);
    expect(reportsOf(run)).toBe(reports);
  });

  test('two runs of the same second do not share one', () => {
    expect(new Set(Array.from({ length: 20 }, () => runAt(15, NOBODY))).size).toBe(20);
  });

  test('a cell id cannot lead out of it', () => {
    expect(cellFolder('/runs/1', '../../etc')).toBe('/runs/1/..%2F..%2Fetc');
  });

  test('is not read when it holds something else', () => {
    writeFileSync(join(reports, 'run.json'), '{"schema":99}');
    expect(() => readPlan(reports)).toThrow(/is not the plan of a parkspec run/);
  });
});

describe('pruning', () => {
  test('keeps the last 20 runs', () => {
    const runs = Array.from({ length: 23 }, (_, minute) => runAt(minute, NOBODY));
    pruneRuns(reports);
    expect(runs.map((run) => existsSync(run))).toEqual([...Array(3).fill(false), ...Array(20).fill(true)]);
  });

  test('never touches a run that is going on, but an old one that was concluded', () => {
    const [going, concluded] = [runAt(0, process.pid), runAt(1, process.pid)];
    markConcluded(concluded);
    for (let minute = 2; minute < 24; minute += 1) runAt(minute, NOBODY);
    pruneRuns(reports);
    expect([going, concluded].map((run) => existsSync(run))).toEqual([true, false]);
  });

  test('never touches what is not a run', () => {
    for (let minute = 0; minute < 25; minute += 1) runAt(minute, NOBODY);
    const foreign = ['00000000T000000-000000', 'archive', '20200101T000000-abcdef.bak'];
    for (const name of foreign) mkdirSync(join(reports, 'runs', name));
    writeFileSync(join(reports, 'runs', '20200101T000000-aaaaaa'), 'a file');
    pruneRuns(reports);
    expect(readdirSync(join(reports, 'runs'))).toEqual(expect.arrayContaining([...foreign, '20200101T000000-aaaaaa']));
  });
});
