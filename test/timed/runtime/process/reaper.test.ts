import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { expect, test } from '@jest/globals';
import { holdsInTime } from '../../patience.ts';

/**
 * A harness of its own: starts two candidate processes, stops one of them by SIGSTOP, starts a third that leaves its
 * group, prints their process ids, and then waits to be killed. Runs the built program, as a crash can only be had from
 * outside.
 */
const HARNESS = `
  const { forgetMark, reapFolder, reapMark, spawnReaped } = await import(${JSON.stringify(new URL('../../../../dist/runtime/process/reaper.js', import.meta.url).href)});
  const options = { cwd: '.', env: { ...process.env, PARKSPEC_CELL: 'abc' + process.pid } };
  reapMark('other');
  reapMark('abc' + process.pid);
  forgetMark('other');
  const { mkdtempSync, writeFileSync } = await import('node:fs');
  const folder = mkdtempSync('/tmp/a folder-');
  writeFileSync(folder + '/file', 'x');
  reapFolder(folder);
  const left = spawnReaped(['setsid', '-f', 'sh', '-c', 'echo $$; exec sleep 600'], options);
  const leftAlone = await new Promise((resolve) => left.stdout.once('data', (text) => resolve(Number(text))));
  const running = spawnReaped(['sh', '-c', 'echo up; sleep 600 & sleep 600'], options);
  const stopped = spawnReaped(['sh', '-c', 'echo up; exec sleep 600'], options);
  const up = (child) => new Promise((resolve) => child.stdout.once('data', resolve));
  await Promise.all([up(running), up(stopped)]);
  process.kill(-stopped.pid, 'SIGSTOP');
  console.log(JSON.stringify({ groups: [running.pid, stopped.pid, leftAlone], folder }));
  setInterval(() => undefined, 1000);
`;

async function startHarness(): Promise<{ harness: ChildProcess; groups: number[]; folder: string }> {
  const harness = spawn(process.execPath, ['--input-type=module', '-e', HARNESS], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = (await once(createInterface(harness.stdout as NodeJS.ReadableStream), 'line')) as [string];
  return { harness, ...(JSON.parse(line) as { groups: number[]; folder: string }) };
}

function alive(group: number): boolean {
  try {
    process.kill(-group, 0);
    return true;
  } catch {
    return false;
  }
}

test.each(['SIGKILL', 'SIGTERM', 'SIGINT'] as const)(
  'no process of the candidate outlives a harness that ended by %s, stopped ones, grandchildren and a daemon included; nor does a folder',
  async (signal) => {
    const { harness, groups, folder } = await startHarness();
    expect(groups.map(alive)).toEqual([true, true, true]);
    expect(existsSync(join(folder, 'file'))).toBe(true);
    harness.kill(signal);
    await once(harness, 'exit');
    expect(await holdsInTime(() => !groups.some(alive))).toBe(true);
    expect(await holdsInTime(() => !existsSync(folder))).toBe(true);
  },
);
