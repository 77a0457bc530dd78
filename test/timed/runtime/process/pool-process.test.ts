import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, expect, test } from '@jest/globals';
import { holdsInTime, Patience } from '../../patience.ts';
import type { PoolState } from '../../../../src/runtime/pool.ts';
import { LogFile } from '../../../../src/runtime/pool-log.ts';
import { PoolProcess } from '../../../../src/runtime/process/pool-process.ts';
import { leasePorts, type PortLease } from '../../../../src/runtime/process/ports.ts';
import { lifeOf } from '../../../../src/runtime/process/stragglers.ts';
import { probe } from '../../../../src/runtime/prober.ts';
import type { ProcessEvent } from '../../../../src/history/event.ts';

const never = new AbortController().signal;
const leases: PortLease[] = [];
const pools: PoolProcess[] = [];
const folders: string[] = [];

afterEach(async () => {
  await Promise.all(pools.splice(0).map((started) => started.kill()));
  await Promise.all(leases.splice(0).map((lease) => lease.release()));
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

async function pool(command: (port: number) => readonly string[]): Promise<{
  pool: PoolProcess;
  events: ProcessEvent[];
  directory: string;
}> {
  const lease = await leasePorts();
  leases.push(lease);
  const events: ProcessEvent[] = [];
  const directory = mkdtempSync(join(tmpdir(), 'parkspec-'));
  folders.push(directory);
  const made = new PoolProcess({
    name: 'primary',
    address: { transport: 'udp', host: '127.0.0.1', port: lease.sip },
    http: undefined,
    command: command(lease.sip),
    cwd: fileURLToPath(new URL('../../../../fixtures/candidates', import.meta.url)),
    env: {},
    mark: '',
    log: new LogFile(join(directory, 'primary.log')),
    record: (event) => events.push(event),
  });
  pools.push(made);
  return { pool: made, events, directory };
}

const yes = (port: number): readonly string[] => [process.execPath, 'yes-to-all.mjs', String(port)];

test('a pool finds nothing of the shell in its environment but where programs, its home and its language are', async () => {
  process.env['PARKSPEC_TEST_TOKEN'] = 's3cret';
  const print = 'console.log(Object.keys(process.env).join(" ")); setInterval(() => {}, 1000)';
  const { pool: primary, directory } = await pool(() => [process.execPath, '-e', print]);
  const given = new AbortController();
  const starting = primary.start(10_000, given.signal).catch(() => undefined);
  const log = join(directory, 'primary.log');
  expect(await holdsInTime(() => existsSync(log) && readFileSync(log, 'utf8').endsWith('\n'), 5_000)).toBe(true);
  given.abort();
  await starting;
  delete process.env['PARKSPEC_TEST_TOKEN'];
  const known = /^(PATH|HOME|USER|LOGNAME|TMPDIR|TZ|LANG|LANGUAGE|LC_\w+|PWD|OLDPWD|SHLVL|_|PARKSPEC_CELL)$/;
  const found = readFileSync(log, 'utf8').trim().split(' ');
  expect(found).toContain('PATH');
  expect(found.filter((name) => !known.test(name))).toEqual([]);
});

test('a pool is up when it answers OPTIONS, and gone when it was killed', async () => {
  const { pool: primary, events } = await pool(yes);
  expect(await primary.start(10_000, never)).toEqual({ kind: 'up' });
  expect(primary.state).toBe('running');
  await primary.kill();
  expect(primary.state).toBe('gone');
  expect(await probe(primary.address, 1000)).toBe('refused');
  expect(events.map(({ event }) => event)).toEqual(['started', 'ready', 'exited']);
  expect(events[2]).toMatchObject({ signal: 'SIGKILL', wanted: true });
});

test('a pool that was killed can be started again at the same address', async () => {
  const { pool: primary, events } = await pool(yes);
  await primary.start(10_000, never);
  await primary.kill();
  expect(await primary.start(10_000, never)).toEqual({ kind: 'up' });
  expect(await probe(primary.address, 1000)).toBe('answers');
  expect(new Set(events.map(({ pid }) => pid)).size).toBe(2);
});

test('a paused pool is silent and not gone, and answers again when it goes on', async () => {
  const { pool: primary } = await pool(yes);
  await primary.start(10_000, never);
  await primary.pause();
  expect(primary.state).toBe('paused');
  expect(await probe(primary.address, 50)).toBe('silent');
  await primary.unpause();
  expect(await probe(primary.address, 5000)).toBe('answers');
});

test('stop asks first, so that a pool can end in order', async () => {
  const { pool: primary, events } = await pool(yes);
  await primary.start(10_000, never);
  await primary.stop();
  expect(events.at(-1)).toMatchObject({ event: 'exited', signal: 'SIGTERM', wanted: true });
});

test('a paused pool can be stopped and killed', async () => {
  const { pool: primary } = await pool(yes);
  await primary.start(10_000, never);
  await primary.pause();
  await primary.stop();
  expect(primary.state).toBe('gone');
});

test('a pool that somebody else stops is seen to be paused by looking, and goes on when it is unpaused', async () => {
  const { pool: primary } = await pool(yes);
  await primary.start(10_000, never);
  process.kill(primary.pid ?? 0, 'SIGSTOP');
  await seenAs(primary, 'paused');
  await primary.unpause();
  expect([await primary.look(), await probe(primary.address, 5000)]).toEqual(['running', 'answers']);
  await primary.pause();
  process.kill(primary.pid ?? 0, 'SIGCONT');
  await seenAs(primary, 'running');
});

test('a pool that somebody else has stopped still ends in order', async () => {
  const { pool: primary, events } = await pool(yes);
  await primary.start(10_000, never);
  process.kill(primary.pid ?? 0, 'SIGSTOP');
  await primary.stop();
  expect(events.at(-1)).toMatchObject({ event: 'exited', signal: 'SIGTERM', wanted: true });
});

test('a pool that has just ended is seen to be gone, also before Node was told so', async () => {
  const { pool: primary, events } = await pool(yes);
  await primary.start(10_000, never);
  const pid = primary.pid ?? 0;
  process.kill(pid, 'SIGKILL');
  // Nothing is told to Node while this waits.
  const patience = new Patience(5_000);
  while (lifeOf(pid) !== 'ended' && !patience.isOver);
  expect(primary.state).toBe('running');
  expect(await primary.look()).toBe('gone');
  expect(events.at(-1)).toMatchObject({ event: 'exited', signal: 'SIGKILL', wanted: false });
});

/** A signal takes effect in its own time. */
async function seenAs(primary: PoolProcess, state: PoolState): Promise<void> {
  await holdsInTime(async () => (await primary.look()) === state);
  expect(primary.state).toBe(state);
}

test('a pool that ends before it answers is down, with its last output as the reason', async () => {
  const { pool: primary, directory } = await pool(() => [
    'sh',
    '-c',
    String.raw`printf '\033[1;31mno licence\033[0m\n' >&2; exit 3`,
  ]);
  const start = await primary.start(10_000, never);
  expect(start).toMatchObject({ kind: 'down', why: expect.stringContaining('exit code 3') });
  expect(start).toMatchObject({ why: 'primary ended (exit code 3); its last output: no licence' });
  expect(readFileSync(join(directory, 'primary.log'), 'utf8')).toContain('no licence');
});

test('a command that does not exist is down, not a crash', async () => {
  const { pool: primary } = await pool(() => ['/nowhere/park-server']);
  expect(await primary.start(10_000, never)).toMatchObject({
    kind: 'down',
    why: expect.stringContaining('/nowhere/park-server'),
  });
});

test('a pool that never answers is down after its time', async () => {
  const { pool: primary } = await pool((port) => [process.execPath, 'mute.mjs', String(port)]);
  expect(await primary.start(300, never)).toEqual({
    kind: 'down',
    why: 'primary did not answer OPTIONS within 300 ms; try: see primary.log, and allow more time with `bounds.start` of the candidate file where it only needs longer',
  });
  expect(primary.state).toBe('running');
});

test('an end that nobody asked for is told as the pool’s own doing', async () => {
  const { pool: primary, events } = await pool(() => ['sh', '-c', 'exit 0']);
  await primary.start(5000, never);
  expect(events.at(-1)).toMatchObject({ event: 'exited', code: 0, wanted: false });
});

test('of a pool that prints without end a part is kept', async () => {
  const babble = 'for (let n = 0; n < 400; n += 1) process.stdout.write("x".repeat(65536))';
  const { pool: primary, directory } = await pool(() => [process.execPath, '-e', babble]);
  expect((await primary.start(20_000, never)).kind).toBe('down');
  const log = readFileSync(join(directory, 'primary.log'), 'utf8');
  expect(log.length).toBeLessThan(9 * 1024 * 1024);
  expect(log).toContain('what was printed after this is not kept');
});
