import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, jest, test } from '@jest/globals';
import {
  carriersOf,
  compliance,
  type Event,
  folderOf,
  history,
  type Run,
  seen,
  startIn,
  temporaryFolder,
} from '../runs/parkspec.ts';
import { docker } from './docker.ts';

jest.setTimeout(300_000);

const REFERENCE = fileURLToPath(new URL('../../containers/reference/docker.yaml', import.meta.url));

/** The run has a network of its own with loopback alone: it reaches the engine by its socket, and no container. */
const CUT_OFF = `exec unshare -n sh -c 'ip link set lo up && exec "$@"' sh "$@";`;

function run(...args: readonly string[]): Run {
  return startIn(temporaryFolder(), [REFERENCE, ...args], { before: CUT_OFF });
}

function red(ended: Run): readonly string[] {
  return compliance(ended).cells.flatMap(({ checks }) =>
    checks.filter(({ verdict }) => verdict !== 'pass').map(({ id, verdict }) => `${id} ${verdict}`),
  );
}

async function left(of: Run): Promise<string> {
  const filter = `label=org.parkspec.run=${readdirSync(join(of.reports, 'runs'))[0]}`;
  return `${await docker('ps', '-aq', '--filter', filter)}${await docker('network', 'ls', '-q', '--filter', filter)}`;
}

const parked = (event: Event): boolean => event['verb'] === 'park' && event['state'] === 'done';

test('phones on a machine without an address in the network of the cell are an error, which names the option', async () => {
  const direct = run('--cells', 'DR-22');
  const { code, stdout } = await direct.ended;
  expect([code, stdout]).toEqual([2, expect.stringContaining('`--phones-in container`')]);
  expect(red(direct).every((check) => check.endsWith(' error'))).toBe(true);
  expect(await left(direct)).toBe('');
});

test('phones in a container reach the pools from there, and what they record is what passed the network', async () => {
  const there = run('--phones-in', 'container', '--capture', '--cells', 'DR-12', '--cells', 'DR-22');
  await there.ended;
  expect(red(there)).toEqual([]);
  expect(compliance(there).cells.filter(({ verdict }) => verdict === 'pass')).toHaveLength(2);
  expect(existsSync(join(folderOf(there, 'DR-22'), 'network.pcap'))).toBe(true);
  expect(history(there, 'DR-22').map(({ text }) => text)).toContainEqual(
    expect.stringMatching(/capture of the network has the same \d+ SIP messages/),
  );
  expect(await left(there)).toBe('');
});

test('a defect turns the same check red as with phones on this machine', async () => {
  const defect = ['--cells', 'DR-12', '--defect', 'skips-failover-mode'];
  const there = run('--phones-in', 'container', ...defect);
  const here = startIn(temporaryFolder(), [REFERENCE, ...defect]);
  await Promise.all([there.ended, here.ended]);
  expect(red(there)).toContain('DR-12/park-refused fail');
  expect(red(there)).toEqual(red(here));
});

test('a run that is interrupted removes the container of its phones', async () => {
  const interrupted = run('--phones-in', 'container', '--cells', 'DR-23');
  await seen(interrupted, 'DR-23', parked);
  for (const pid of carriersOf(interrupted)) process.kill(Number(pid), 'SIGINT');
  await interrupted.ended;
  expect(await left(interrupted)).toBe('');
});

test('the container of the phones ends by itself when every process of its run is killed', async () => {
  const killed = run('--phones-in', 'container', '--cells', 'DR-23');
  await seen(killed, 'DR-23', parked);
  const filter = `label=org.parkspec.run=${readdirSync(join(killed.reports, 'runs'))[0]}`;
  const phones = ['ps', '-aq', '--filter', filter, '--filter', 'label=org.parkspec.role=phones'];
  expect(await docker(...phones)).not.toBe('');
  for (const pid of carriersOf(killed)) process.kill(Number(pid), 'SIGKILL');
  await killed.ended;
  const deadline = performance.now() + 20_000;
  // oxlint-disable-next-line no-await-in-loop -- asked until it is gone
  while ((await docker(...phones)) !== '' && performance.now() < deadline);
  expect(await docker(...phones)).toBe('');
  await startIn(temporaryFolder(), [REFERENCE, '--cells', 'DR-S1']).ended;
  expect(await left(killed)).toBe('');
});
