import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { build } from 'esbuild';
import type { Pool } from '../../../src/reference/reference-pool.ts';
import { closeBed, dialInVain, parkedCall, phonesAt, statusOf, tell, until } from './bed.ts';

let directory: string;
const children: ChildProcess[] = [];

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'parkspec-reference-'));
  await build({
    entryPoints: ['src/reference/main.ts'],
    outfile: join(directory, 'main.mjs'),
    bundle: true,
    platform: 'node',
    format: 'esm',
    logLevel: 'silent',
  });
});

afterAll(() => rmSync(directory, { recursive: true, force: true }));

afterEach(async () => {
  await closeBed();
  for (const child of children.splice(0)) if (child.exitCode === null) child.kill('SIGKILL');
});

interface Run {
  readonly child: ChildProcess;
  readonly output: { stdout: string; stderr: string };
  readonly exited: Promise<{ code: number | null; signal: string | null }>;
}

function run(...args: string[]): Run {
  const child = spawn(process.execPath, [join(directory, 'main.mjs'), ...args], { stdio: ['pipe', 'pipe', 'pipe'] });
  children.push(child);
  const output = { stdout: '', stderr: '' };
  child.stdout.on('data', (chunk: Buffer) => (output.stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (output.stderr += chunk.toString()));
  const exited = new Promise<{ code: number | null; signal: string | null }>((resolve) => {
    child.on('close', (code, signal) => resolve({ code, signal }));
  });
  return { child, output, exited };
}

const LEAST = ['--sip', 'udp:127.0.0.1:0', '--http', '0', '--orbits', '100-199', '--music', '1750'];

/** Waits for the line that says where the pool listens. */
async function ready(started: Run): Promise<Pick<Pool, 'sip' | 'http'>> {
  await until(() => started.output.stdout.includes('\n') || started.child.exitCode !== null, 8_000);
  const found = /^ready udp:127\.0\.0\.1:(\d+) http:127\.0\.0\.1:(\d+)\n$/.exec(started.output.stdout);
  if (found === null) throw new Error(`not ready: ${started.output.stdout}${started.output.stderr}`);
  return { sip: { transport: 'udp', host: '127.0.0.1', port: Number(found[1]) }, http: Number(found[2]) };
}

test('A pool that is told to stop hangs up on parked calls and exits 0', async () => {
  const started = run('--pool', 'primary', ...LEAST);
  const pool = (await ready(started)) as Pool;
  const { alice, bob } = await phonesAt(pool, 'alice', 'bob');
  const { leg } = await parkedCall(alice, bob, pool);
  started.child.kill('SIGTERM');
  expect(await started.exited).toEqual({ code: 0, signal: null });
  expect(leg.state).toBe('ended');
  expect(started.output.stderr).toBe('');
});

test('A pool ends when who started it is gone, which it sees by the end of its standard input', async () => {
  const started = run('--pool', 'backup', ...LEAST);
  await ready(started);
  started.child.stdin?.end();
  expect(await started.exited).toEqual({ code: 0, signal: null });
});

test('A wrong command line is exit 64 with the mistake and the usage', async () => {
  const started = run('--pool', 'third', ...LEAST);
  expect(await started.exited).toEqual({ code: 64, signal: null });
  expect(started.output.stderr).toContain("--pool must be primary or backup, got 'third'\nusage:");
  expect(started.output.stdout).toBe('');
});

test.each(['sip', 'http'])('A %s port that is taken is exit 1 with a message that names it', async (which) => {
  const first = run('--pool', 'primary', ...LEAST);
  const { sip, http } = await ready(first);
  const taken = which === 'sip' ? ['--sip', `udp:127.0.0.1:${sip.port}`] : ['--http', String(http)];
  const second = run('--pool', 'primary', ...LEAST, ...taken);
  expect(await second.exited).toEqual({ code: 1, signal: null });
  expect(second.output.stderr).toMatch(/^cannot open udp:127\.0\.0\.1:\d+ and http:127\.0\.0\.1:\d+: .*EADDRINUSE/);
});

test('A pool that stood still while the backup took over serves nothing of the past when it wakes', async () => {
  const backup = run('--pool', 'backup', ...LEAST);
  // Each has to know the other's ports beforehand: the backup is asked for free ones, and started again on them.
  const b = await ready(backup);
  backup.child.stdin?.end();
  await backup.exited;
  const peerOfPrimary = ['--peer-sip', `udp:127.0.0.1:${b.sip.port}`, '--peer-http', String(b.http)];
  const primary = run('--pool', 'primary', ...LEAST, ...peerOfPrimary);
  const a = (await ready(primary)) as Pool;
  const ownPorts = ['--sip', `udp:127.0.0.1:${b.sip.port}`, '--http', String(b.http)];
  const peerOfBackup = ['--peer-sip', `udp:127.0.0.1:${a.sip.port}`, '--peer-http', String(a.http)];
  const second = run('--pool', 'backup', ...LEAST, ...ownPorts, ...peerOfBackup);
  await ready(second);
  const { alice, bob, carol, dave } = await phonesAt(a, 'alice', 'bob', 'carol', 'dave');
  const { orbit, leg } = await parkedCall(alice, bob, a);
  const carols = await parkedCall(carol, dave, a);

  primary.child.kill('SIGSTOP');
  const stopped = performance.now();
  await tell(b as Pool, '/failover');
  // Longer than the pause that a pool takes for a hiccup of the machine.
  await until(() => performance.now() - stopped > 1_300);
  const dialled = dialInVain(bob, orbit, a);
  const hungUp = carols.leg.bye();
  primary.child.kill('SIGCONT');
  expect(await dialled).toMatchObject({ status: 404 });
  await until(() => leg.state === 'ended');
  expect(statusOf(await hungUp)).toBe(200);
  expect(alice.heard.filter((line) => line.startsWith('BYE '))).toHaveLength(1);
  expect(carol.heard.filter((line) => line.startsWith('BYE '))).toHaveLength(0);
});
