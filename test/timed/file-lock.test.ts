/** The lock between real processes: those that live, those that are killed at any moment, those that cannot write. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface, type Interface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { build } from 'esbuild';
import { evict, underLock } from '../../src/file-lock.ts';
import { inTime, until } from './patience.ts';
import { ownerText, thisProcess } from '../../src/process-owner.ts';

let program: string;
beforeAll(async () => {
  program = mkdtempSync(join(tmpdir(), 'parkspec-lock-program-'));
  await build({
    entryPoints: [fileURLToPath(new URL('file-lock-contender.ts', import.meta.url))],
    bundle: true,
    platform: 'node',
    format: 'esm',
    outfile: join(program, 'contender.mjs'),
  });
});
afterAll(() => rmSync(program, { recursive: true, force: true }));

let folder: string;
let lock: string;
const children: ChildProcess[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'parkspec-lock-'));
  lock = join(folder, 'lock');
});
afterEach(async () => {
  for (const child of children.splice(0)) {
    if (child.exitCode !== null || child.signalCode !== null) continue;
    child.kill('SIGKILL');
    // oxlint-disable-next-line no-await-in-loop -- each is waited for
    await once(child, 'exit');
  }
  rmSync(folder, { recursive: true, force: true });
});

interface Contender {
  readonly child: ChildProcess;
  readonly lines: Interface;
}

function contend(what: string, ...args: readonly string[]): Contender {
  const child = spawn(process.execPath, [join(program, 'contender.mjs'), what, lock, ...args], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  children.push(child);
  return { child, lines: createInterface({ input: child.stdout }) };
}

async function said({ lines }: Contender): Promise<string> {
  const [line] = await once(lines, 'line', { signal: AbortSignal.timeout(20_000) });
  return String(line);
}

async function killed({ child }: Contender): Promise<void> {
  const over = once(child, 'exit');
  child.kill('SIGKILL');
  await over;
}

const enter = (within = 10_000): Promise<string> => underLock(lock, () => 'in', { within });

/** A lock of a process that has ended: its number may be in use again. */
function abandoned(pid = process.pid): void {
  mkdirSync(lock);
  writeFileSync(join(lock, 'dead'), ownerText({ ...thisProcess(), pid, started: '1' }));
}

describe('several processes', () => {
  test('are never in it at the same time, also when some are killed in it', async () => {
    writeFileSync(join(folder, 'count'), '0');
    const lasting = Array.from({ length: 3 }, () => contend('count', '25'));
    const dying = Array.from({ length: 3 }, () => contend('die-inside'));
    const over = await Promise.all([...lasting, ...dying].map(({ child }) => once(child, 'exit')));
    expect(over.map(([code, signal]) => code ?? signal)).toEqual([0, 0, 0, 'SIGKILL', 'SIGKILL', 'SIGKILL']);
    expect(readFileSync(join(folder, 'count'), 'utf8')).toBe('75');
    expect(await enter()).toBe('in');
    expect(readdirSync(folder).filter((name) => name.startsWith('lock'))).toEqual([]);
  });

  test('that want what a dead one has left get it one after the other', async () => {
    writeFileSync(join(folder, 'count'), '0');
    abandoned();
    const all = Array.from({ length: 5 }, () => contend('count', '1'));
    await Promise.all(all.map(({ child }) => once(child, 'exit')));
    expect(readFileSync(join(folder, 'count'), 'utf8')).toBe('5');
  });

  test('wait for a living one, and take over at once from one that is killed', async () => {
    const holder = contend('hold');
    expect(await said(holder)).toBe('in');
    await expect(enter(150)).rejects.toThrow(
      expect.objectContaining({
        name: 'HarnessError',
        message: expect.stringMatching(
          new RegExp(`not free within 0.15 s: process ${holder.child.pid}, which is alive`),
        ),
        hint: expect.stringContaining(`ps -p ${holder.child.pid}`),
      }),
    );
    const waiting = enter();
    await killed(holder);
    expect(await waiting).toBe('in');
  });

  test.each(['SIGTERM', 'exit'] as const)(
    'let go of it when they end by %s',
    async (how) => {
      const holder = contend(how === 'exit' ? 'exit-inside' : 'hold');
      expect(await said(holder)).toBe('in');
      const over = once(holder.child, 'exit');
      if (how === 'exit') holder.child.stdin?.end();
      else holder.child.kill(how);
      await over;
      expect(existsSync(lock)).toBe(how !== 'exit');
      expect(await enter()).toBe('in');
      expect(existsSync(lock)).toBe(false);
    },
    30_000,
  );

  test('may be killed between the steps of a take-over', async () => {
    abandoned();
    const taker = contend('evict', 'dead');
    expect(await said(taker)).toBe('evicted');
    await killed(taker);
    expect(readdirSync(lock)).toEqual([]);
    expect(await enter()).toBe('in');
  });

  test('leave nothing for long when they are killed while they wait', async () => {
    const holder = contend('hold');
    expect(await said(holder)).toBe('in');
    const waiting = contend('hold');
    await until(() => {
      const [made] = readdirSync(folder).filter((name) => name !== 'lock');
      const [file] = made === undefined ? [] : readdirSync(join(folder, made));
      return made !== undefined && file !== undefined && readFileSync(join(folder, made, file), 'utf8') !== '';
    });
    await killed(waiting);
    await killed(holder);
    expect(await enter()).toBe('in');
    expect(readdirSync(folder)).toEqual([]);
  });

  test.each([
    ['made nothing in it', []],
    ['wrote no name', ['ticket']],
  ])('leave nothing for long when they are killed before they %s', async (_, files) => {
    const unnamed = (name: string, age: number): void => {
      const made = join(folder, name);
      mkdirSync(made);
      for (const file of files) writeFileSync(join(made, file), '');
      const then = Date.now() / 1000 - age;
      utimesSync(made, then, then);
    };
    unnamed('lock.just-made', 0);
    unnamed('lock.left-behind', 3600);
    expect(await enter()).toBe('in');
    expect(readdirSync(folder)).toEqual(['lock.just-made']);
  });
});

describe('one process', () => {
  test('does one thing at a time', async () => {
    let inside = 0;
    let most = 0;
    const work = async (): Promise<void> => {
      inside += 1;
      most = Math.max(most, inside);
      await new Promise(setImmediate);
      inside -= 1;
    };
    await Promise.all([1, 2, 3].map(() => underLock(lock, work, { within: 10_000 })));
    expect(most).toBe(1);
  });

  test('gives it free when the work fails, and keeps no listener', async () => {
    const before = process.listenerCount('exit');
    await expect(underLock(lock, () => Promise.reject(new Error('no')), { within: 0 })).rejects.toThrow('no');
    expect([existsSync(lock), process.listenerCount('exit')]).toEqual([false, before]);
  });

  test('takes over from a process whose number another one has now', async () => {
    abandoned();
    expect(await enter(0)).toBe('in');
  });

  test('takes a lock over that a crash left empty', async () => {
    mkdirSync(lock);
    expect(await enter(0)).toBe('in');
  });

  test('does not touch the lock of a living one when it comes too late to take over from a dead one', async () => {
    await underLock(
      lock,
      async () => {
        const held = readdirSync(lock);
        evict(lock, 'dead');
        expect(readdirSync(lock)).toEqual(held);
      },
      { within: 0 },
    );
  });

  test.each([
    ['another machine', ownerText({ ...thisProcess(), machine: 'elsewhere' })],
    ['a process that it cannot read of', 'nonsense'],
  ])('does not take over from %s', async (_, text) => {
    mkdirSync(lock);
    writeFileSync(join(lock, 'file'), text);
    await expect(enter(60)).rejects.toThrow(/not free within 0.06 s: a process that cannot be seen from here holds it/);
    expect(readdirSync(folder)).toEqual(['lock']);
  });

  test.each([
    ['a folder that is not there', 'none/lock', /ENOENT/, /not there/],
    ['a file in the way of the folder', 'file/lock', /ENOTDIR/, /a file is in the way/],
    ['a file in the way of the lock', 'file', /ENOTDIR/, /a file is in the way/],
    ['a name that is too long', 'x'.repeat(300), /ENAMETOOLONG/, /shorter/],
    ['a file system that makes none', '/proc/lock', /ENOENT|EACCES|EPERM/, /./],
  ])('ends at once with %s', async (_, path, message, hint) => {
    writeFileSync(join(folder, 'file'), '');
    const asked = underLock(join(path.startsWith('/') ? '' : folder, path), () => 'in', { within: 60_000 });
    await expect(inTime(asked, 5_000)).rejects.toThrow(
      expect.objectContaining({
        name: 'HarnessError',
        message: expect.stringMatching(message),
        hint: expect.stringMatching(hint),
        cause: expect.objectContaining({ code: expect.any(String) }),
      }),
    );
    expect(readdirSync(folder)).toEqual(['file']);
  });
});
