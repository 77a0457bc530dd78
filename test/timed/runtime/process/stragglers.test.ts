import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, test } from '@jest/globals';
import { killMarked, MARK_VARIABLE, marked, newMark } from '../../../../src/runtime/process/stragglers.ts';

/** The process id of a `sleep` in a session of its own that carries the mark. */
async function daemon(mark: string): Promise<number> {
  const env = { ...process.env, [MARK_VARIABLE]: mark };
  const child = spawn('sh', ['-c', 'echo $$; exec sleep 600'], { env, detached: true });
  const [text] = (await once(child.stdout, 'data')) as [Buffer];
  return Number(text.toString());
}

test('a process that left its group is found by its mark, and no other is', async () => {
  const [mine, others] = [newMark(), newMark()];
  const [pid, other] = await Promise.all([daemon(mine), daemon(others)]);
  expect(marked(mine)).toEqual([{ pid, group: pid, command: expect.stringMatching(/sleep/) }]);
  expect((await killMarked(mine)).map((found) => found.pid)).toEqual([pid]);
  expect(marked(mine)).toEqual([]);
  expect((await killMarked(others)).map((found) => found.pid)).toEqual([other]);
});

test('a process that goes on forking is killed to the last', async () => {
  const mark = newMark();
  const fork = 'for i in 1 2 3 4 5 6 7 8 9 10; do (sleep 600 &) ; sleep 0.005; done; exec sleep 600';
  const env = { ...process.env, [MARK_VARIABLE]: mark };
  const child = spawn('sh', ['-c', `echo up; ${fork}`], { env, detached: true });
  await once(child.stdout, 'data');
  expect((await killMarked(mark)).length).toBeGreaterThan(0);
  expect(marked(mark)).toEqual([]);
});

test('where nothing carries the mark nothing is done', async () => {
  expect(await killMarked(newMark())).toEqual([]);
});
