import { execFileSync } from 'node:child_process';
import { appendFile, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { localExecutor } from '../../src/run/local.ts';

const executor = localExecutor();
let folder: string;

beforeEach(async () => {
  folder = await executor.makeFolder();
});

afterEach(() => executor.removeFolder(folder));

test('a process tells its output, from the first byte on, and how it ended', async () => {
  const said = { stdout: '', stderr: '' };
  const process = await executor.spawn('sh', ['-c', 'echo out; echo err >&2; exit 3']);
  await process.exited;
  process.onOutput((text, stream) => {
    said[stream] += text;
  });
  expect(said).toEqual({ stdout: 'out\n', stderr: 'err\n' });
  expect(await process.exited).toEqual({ code: 3, signal: null });
  await process.signal('SIGTERM');
});

test('a process that was signalled tells by what', async () => {
  const process = await executor.spawn('sleep', ['60']);
  await process.signal('SIGTERM');
  expect(await process.exited).toEqual({ code: null, signal: 'SIGTERM' });
});

test('a file that is not there, or that of a process that has ended, has no text', async () => {
  expect(await executor.readFile(join(folder, 'none'))).toBeUndefined();
  const process = await executor.spawn('true', []);
  await process.exited;
  expect(await executor.readFile(`/proc/${process.pid}/net/udp`)).toBeUndefined();
});

test('a file is followed from its beginning, also where it comes later', async () => {
  const path = join(folder, 'later.log');
  let text = '';
  let hear: () => void = () => undefined;
  const stop = executor.follow?.(path, (news) => {
    text += news;
    hear();
  });
  for (const line of ['one\n', 'two\n']) {
    const heard = new Promise<void>((resolve) => {
      hear = resolve;
    });
    await appendFile(path, line);
    await heard;
  }
  expect(text).toBe('one\ntwo\n');
  stop?.();
});

test('processes end with the one that started them', async () => {
  const script = `
    const { localExecutor } = require(${JSON.stringify(join(__dirname, '../../src/run/local.ts'))});
    localExecutor().spawn('sleep', ['60']).then(({ pid }) => { console.log(pid); process.exit(); });`;
  const pid = execFileSync(process.execPath, ['-r', 'esbuild-register', '-e', script], { encoding: 'utf8' }).trim();
  const lives = async (): Promise<boolean> => {
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => undefined);
    // One that nobody waits for stays as a zombie where there is no init.
    return stat !== undefined && !stat.includes(') Z ');
  };
  expect(pid).toMatch(/^\d+$/);
  while (await lives()) await new Promise(setImmediate);
});
