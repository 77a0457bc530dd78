import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, jest, test } from '@jest/globals';
import { parkspec } from '../cli/parkspec.ts';
import {
  carriersOf,
  compliance,
  folderOf,
  nothingLeft,
  type Event,
  history,
  readProc,
  type Run,
  seen,
  start,
  temporaryFolder,
} from '../runs/parkspec.ts';
import { docker } from './docker.ts';

jest.setTimeout(300_000);

const REFERENCE = fileURLToPath(new URL('../../containers/reference/docker.yaml', import.meta.url));

function run(...args: readonly string[]): Run {
  return start(REFERENCE, ...args);
}

function notPassed(ended: Run): unknown {
  return compliance(ended).cells.flatMap(({ checks }) => checks.filter(({ verdict }) => verdict !== 'pass'));
}

function red(ended: Run): readonly string[] {
  return compliance(ended).cells.flatMap(({ checks }) =>
    checks.filter(({ verdict }) => verdict === 'fail').map(({ id }) => id),
  );
}

/** The containers and networks of a run that are there. */
async function left(of: Run): Promise<string> {
  const filter = `label=org.parkspec.run=${readdirSync(join(of.reports, 'runs'))[0]}`;
  return `${await docker('ps', '-aq', '--filter', filter)}${await docker('network', 'ls', '-q', '--filter', filter)}`;
}

const parked = (event: Event): boolean => event['verb'] === 'park' && event['state'] === 'done';

function faults(of: Run, cell: string): readonly string[] {
  return history(of, cell)
    .filter(({ kind }) => kind === 'fault')
    .map(({ fault, pool, state }) => [fault, pool, state].join(' '));
}

test('the reference server in containers conforms in the whole table, and leaves nothing behind', async () => {
  const whole = run();
  const { code, stdout } = await whole.ended;
  expect(notPassed(whole)).toEqual([]);
  expect([code, stdout]).toEqual([0, expect.stringContaining('\nCONFORMANT  ')]);
  expect(await left(whole)).toBe('');
});

describe('the primary in a container goes away and comes back, each with its proof', () => {
  test.each([
    ['kill', 'start'],
    ['stop', 'start'],
    ['pause', 'unpause'],
    ['disconnect', 'connect'],
  ])('by %s and %s', async (outage, back) => {
    const some = run('--outage', outage, '--cells', 'DR-21', '--cells', 'DR-23');
    await some.ended;
    expect(notPassed(some)).toEqual([]);
    expect(faults(some, 'DR-21')).toEqual([
      `${outage} primary intended`,
      `${outage} primary applied`,
      `${back} primary intended`,
      `${back} primary healed`,
    ]);
  });
});

test('a ghost that only a pool that was cut off brings back is found when it is cut off', async () => {
  const ghost = ['--defect', 'keeps-calls-while-superseded', '--cells', 'DR-21'];
  const killed = run(...ghost, '--outage', 'kill');
  await killed.ended;
  expect(red(killed)).toEqual([]);
  const cutOff = run(...ghost, '--outage', 'disconnect');
  const { code } = await cutOff.ended;
  expect(red(cutOff)).toContain('DR-21/no-ghost-during-failback');
  expect(code).toBe(1);
});

test('two runs at once have networks of their own', async () => {
  const both = [run('--cells', 'DR-11'), run('--cells', 'DR-11')];
  await Promise.all(both.map(({ ended }) => ended));
  expect(both.map(notPassed)).toEqual([[], []]);
  const pools = both.map((one) => JSON.stringify(history(one, 'DR-11')[0]?.['pools']));
  expect(pools[0]).not.toBe(pools[1]);
  expect(await Promise.all(both.map(left))).toEqual(['', '']);
});

test('Ctrl-C leaves nothing behind', async () => {
  const interrupted = run('--cells', 'DR-23');
  await seen(interrupted, 'DR-23', parked);
  interrupted.child.kill('SIGINT');
  const { code } = await interrupted.ended;
  expect(code).toBe(130);
  expect(await left(interrupted)).toBe('');
});

test('what a run leaves behind whose processes are all killed, the next one removes', async () => {
  const killed = run('--cells', 'DR-23');
  await seen(killed, 'DR-23', parked);
  for (const pid of carriersOf(killed)) process.kill(Number(pid), 'SIGKILL');
  await killed.ended;
  expect(await left(killed)).not.toBe('');
  const next = run('--cells', 'DR-11');
  const { stdout } = await next.ended;
  expect(stdout).toMatch(/removed \d+ things that killed runs had left in Docker/);
  expect(await left(killed)).toBe('');
});

test('what a run leaves behind that is killed goes within seconds, and its log tells so', async () => {
  const killed = run('--cells', 'DR-23');
  await seen(killed, 'DR-23', parked);
  const isSurvivor = (pid: string): boolean => readProc(pid, 'cmdline').includes('survivor-process');
  for (const pid of carriersOf(killed)) if (!isSurvivor(pid)) process.kill(Number(pid), 'SIGKILL');
  await killed.ended;
  expect(await left(killed)).not.toBe('');
  await nothingLeft(killed);
  expect(await left(killed)).toBe('');
  const log = readFileSync(join(folderOf(killed, 'DR-23'), '../run.log'), 'utf8');
  expect(log).toMatch(/parkspec was killed; removed what it had left in Docker: container .*-primary.*, network /);
});

test.each(['unix:///nowhere/docker.sock', 'tcp://127.0.0.1:1'])(
  'without an engine at %s nothing is started, and it is told what is missing',
  async (engine) => {
    const reports = join(temporaryFolder(), 'reports');
    const { code, stdout, stderr } = await parkspec(['run', REFERENCE, '--reports', reports], {
      env: { DOCKER_HOST: engine },
    });
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(/^error: no Docker engine answers: .*\n {2}hint: install Docker /);
    expect(() => readdirSync(reports)).toThrow('ENOENT');
  },
);
