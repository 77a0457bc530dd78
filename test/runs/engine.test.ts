import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, jest, test } from '@jest/globals';
import { allCells } from '../../src/cli/chosen-cells.ts';
import { readCandidateFile } from '../../src/cli/candidate-file.ts';
import { CellEngine } from '../../src/engine/cell-engine.ts';
import type { Order } from '../../src/engine/order.ts';
import type { Candidate } from '../../src/candidate/candidate.ts';
import { eventually } from '../cli/parkspec.ts';
import { temporaryFolder } from './parkspec.ts';

jest.setTimeout(120_000);

const reference = readCandidateFile('containers/reference/candidate.yaml');
const open: CellEngine[] = [];
afterEach(() => Promise.all(open.splice(0).map((engine) => engine.close())));

/** `title` finds the processes of this engine among all others. */
function engineOf(processes: number, title: string, losses: string[] = []): CellEngine {
  const engine = new CellEngine({
    atATime: 4,
    processes,
    output: 'inherit',
    title,
    onLoss: (cells, why) => losses.push(`${cells.toSorted().join(' ')}: ${why}`),
  });
  open.push(engine);
  return engine;
}

function orderOf(id: string, folder: string, candidate: Candidate = reference): Order {
  const cell = allCells().find((each) => each.id === id);
  if (cell === undefined) throw new Error(`no cell is called ${id}`);
  return { cell, candidate, directory: join(folder, id), strict: false, readable: false };
}

function processesOf(title: string): readonly number[] {
  return execFileSync('ps', ['-ww', '-eo', 'pid=,args='], { encoding: 'utf8' })
    .split('\n')
    .filter((line) => line.endsWith(`cell-process.js ${title}`))
    .map((line) => Number.parseInt(line, 10));
}

/** Resolves when the cell has come to its first phase. */
function begun(folder: string, id: string): Promise<boolean> {
  const history = join(folder, id, 'history.jsonl');
  const hasBegun = (): boolean => existsSync(history) && readFileSync(history, 'utf8').includes('"kind":"phase"');
  return eventually(`the start of ${id}`, 30_000, () => hasBegun() || undefined);
}

test('a process that dies with several cells in it costs none of them: each is run again by itself', async () => {
  const folder = temporaryFolder();
  const losses: string[] = [];
  const engine = engineOf(1, folder, losses);
  const ends = ['DR-13', 'DR-31'].map((id) => engine.run(orderOf(id, folder)));
  await Promise.all(['DR-13', 'DR-31'].map((id) => begun(folder, id)));
  const [shared, ...more] = processesOf(folder);
  expect(more).toEqual([]);
  process.kill(Number(shared), 'SIGKILL');
  const verdicts = (await Promise.all(ends)).map(({ verdict }) => verdict?.verdict);
  expect(verdicts).toEqual(['pass', 'pass']);
  expect(losses).toEqual(['DR-13 DR-31: SIGKILL']);
  expect(existsSync(join(folder, 'DR-13/lost/history.jsonl'))).toBe(true);
});

test('a process that dies with one cell in it costs that cell', async () => {
  const folder = temporaryFolder();
  const losses: string[] = [];
  const engine = engineOf(1, folder, losses);
  const end = engine.run(orderOf('DR-31', folder));
  await begun(folder, 'DR-31');
  process.kill(Number(processesOf(folder)[0]), 'SIGKILL');
  expect(await end).toEqual({ verdict: undefined, problem: 'its process ended (SIGKILL)' });
  expect(losses).toEqual([]);
});

test('a process that hangs beyond the deadline of its cell is ended, and says so', async () => {
  const folder = temporaryFolder();
  const engine = engineOf(1, folder);
  const end = engine.run(orderOf('DR-31', folder, { ...reference, bounds: { ...reference.bounds, cell: 2_000 } }));
  await begun(folder, 'DR-31');
  process.kill(Number(processesOf(folder)[0]), 'SIGSTOP');
  expect(await end).toEqual({ verdict: undefined, problem: 'its process ended (it hung for 17 s)' });
});

test('the cells are spread over the processes, and those that are given up are cleaned up and end', async () => {
  const folder = temporaryFolder();
  const engine = engineOf(2, folder);
  const ids = ['DR-13', 'DR-31', 'DR-21', 'DR-23', 'DR-S2', 'DR-33'];
  const ends = ids.map((id) => engine.run(orderOf(id, folder)));
  await Promise.all(ids.slice(0, 4).map((id) => begun(folder, id)));
  expect(processesOf(folder)).toHaveLength(2);
  await engine.close();
  expect(processesOf(folder)).toEqual([]);
  const problems = (await Promise.all(ends)).map(({ verdict, problem }) => verdict?.verdict ?? problem);
  expect(problems.slice(4)).toEqual(Array.from({ length: 2 }, () => 'the run was given up before the cell began'));
  const last = readFileSync(join(folder, 'DR-13/history.jsonl'), 'utf8').trimEnd().split('\n').at(-1);
  expect(JSON.parse(last ?? '')).toMatchObject({ kind: 'end', why: 'interrupted' });
});
