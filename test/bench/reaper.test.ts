import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { setTimeout } from 'node:timers/promises';
import { expect, test } from '@jest/globals';

/**
 * A harness of its own: starts two candidate processes, stops one of them by SIGSTOP, starts a third that leaves its
 * group, prints their process ids, and then waits to be killed. Runs the built program, as a crash can only be had from
 * outside.
 */
const HARNESS = `
  const { forgetMark, reapMark, spawnReaped } = await import(${JSON.stringify(new URL('../../dist/bench/reaper.js', import.meta.url).href)});
  const options = { cwd: '.', env: { ...process.env, PARKSPEC_CELL: 'abc' + process.pid } };
  reapMark('other');
  reapMark('abc' + process.pid);
  forgetMark('other');
  const left = spawnReaped(['setsid', '-f', 'sh', '-c', 'echo $$; exec sleep 600'], options);
  const strayed = await new Promise((resolve) => left.stdout.once('data', (text) => resolve(Number(text))));
  const running = spawnReaped(['sh', '-c', 'echo up; sleep 600 & sleep 600'], options);
  const stopped = spawnReaped(['sh', '-c', 'echo up; exec sleep 600'], options);
  const up = (child) => new Promise((resolve) => child.stdout.once('data', resolve));
  await Promise.all([up(running), up(stopped)]);
  process.kill(-stopped.pid, 'SIGSTOP');
  console.log(running.pid + ' ' + stopped.pid + ' ' + strayed);
  setInterval(() => undefined, 1000);
`;

async function startHarness(): Promise<{ harness: ChildProcess; groups: number[] }> {
  const harness = spawn(process.execPath, ['--input-type=module', '-e', HARNESS], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = (await once(createInterface(harness.stdout as NodeJS.ReadableStream), 'line')) as [string];
  return { harness, groups: line.split(' ').map(Number) };
}

function alive(group: number): boolean {
  try {
    process.kill(-group, 0);
    return true;
  } catch {
    return false;
  }
}

async function allGone(groups: readonly number[]): Promise<boolean> {
  const deadline = performance.now() + 5000;
  while (groups.some(alive) && performance.now() < deadline) await setTimeout(20);
  return !groups.some(alive);
}

test.each(['SIGKILL', 'SIGTERM', 'SIGINT'] as const)(
  'no process of the candidate outlives a harness that ended by %s, stopped ones, grandchildren and a daemon included',
  async (signal) => {
    const { harness, groups } = await startHarness();
    expect(groups.map(alive)).toEqual([true, true, true]);
    harness.kill(signal);
    await once(harness, 'exit');
    expect(await allGone(groups)).toBe(true);
  },
);
