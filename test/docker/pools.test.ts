import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { afterEach, expect, jest, test } from '@jest/globals';
import { prepare } from '../../src/runtime/docker/docker-pools.ts';
import type { Pools } from '../../src/runtime/pools.ts';
import { probe } from '../../src/runtime/prober.ts';
import type { Candidate } from '../../src/candidate/candidate.ts';
import { loadCandidate } from '../../src/candidate/load-candidate.ts';
import { Secrets } from '../../src/secrets.ts';
import { renderDiagnostics } from '../../src/suite/diagnostic.ts';
import type { ProcessEvent } from '../../src/history/event.ts';
import { eventually } from '../cli/parkspec.ts';
import { temporaryFolder } from '../runs/parkspec.ts';
import { docker } from './docker.ts';

jest.setTimeout(120_000);

const never = new AbortController().signal;
const opened: Pools[] = [];
afterEach(async () => {
  await Promise.all(opened.splice(0).map((pools) => pools.close()));
});

/** Answers everything; run by the Node of the image. */
const SERVER = `const socket = require('node:dgram').createSocket('udp4');
socket.on('message', (m, from) => socket.send('SIP/2.0 200 OK\\r\\n\\r\\n', from.port, from.address));
socket.bind(5060, process.argv[1], () => console.log('here is', process.argv[1]));`;

function candidate(command: readonly string[]): Candidate {
  const reading = loadCandidate(
    JSON.stringify({
      name: 'x',
      runtime: 'docker',
      docker: { image: 'node:20-bookworm-slim', command },
      pools: { primary: { sip: 'udp:auto', orbits: '1-2' }, backup: { sip: 'udp:auto', orbits: '3-4' } },
    }),
    'x.yaml',
  );
  if ('diagnostics' in reading) throw new Error(renderDiagnostics(reading.diagnostics));
  return reading.candidate;
}

async function prepared(command: readonly string[] = ['node', '-e', SERVER, '${sip.host}']) {
  const events: ProcessEvent[] = [];
  const trouble: Error[] = [];
  const directory = temporaryFolder();
  const pools = await prepare(candidate(command), {
    run: `test-${process.pid}`,
    cell: 'X-1',
    directory,
    secrets: new Secrets(),
    record: (event) => events.push(event),
    onStragglers: () => undefined,
    onNote: () => undefined,
    onTrouble: (error) => trouble.push(error),
  });
  opened.push(pools);
  return { pools, primary: pools.byName.primary, events, trouble, directory };
}

test('a pool is up when it answers OPTIONS, and gone when it was killed; its log tells what it said', async () => {
  const { primary, events, directory } = await prepared();
  const log = join(directory, 'primary.log');
  expect(await primary.start(20_000, never)).toEqual({ kind: 'up' });
  expect(primary.state).toBe('running');
  expect(primary.pid).toBeGreaterThan(1);
  await primary.faults.kill?.apply();
  expect([primary.state, primary.pid]).toEqual(['gone', undefined]);
  expect(await probe(primary.address, 300)).not.toBe('answers');
  expect(events.map(({ event }) => event)).toEqual(['started', 'ready', 'exited']);
  expect(events[2]).toMatchObject({ signal: 'SIGKILL', wanted: true });
  expect(await primary.start(20_000, never)).toEqual({ kind: 'up' });
  // The engine hands over what a container prints on a connection of its own, which a fast answer to OPTIONS overtakes.
  const both = `here is ${primary.address.host}\n`.repeat(2);
  await eventually('the log says twice where it is', 10_000, () => readFileSync(log, 'utf8') === both || undefined);
});

test('a pool that is cut off runs on and is silent, and answers where it was when it is connected again', async () => {
  const { primary, events } = await prepared();
  await primary.start(20_000, never);
  await primary.faults.disconnect?.apply();
  expect(primary.state).toBe('cut-off');
  expect(primary.pid).toBeGreaterThan(1);
  expect(await probe(primary.address, 300)).not.toBe('answers');
  await primary.faults.disconnect?.undo();
  expect([primary.state, await probe(primary.address, 5_000)]).toEqual(['running', 'answers']);
  expect(events.map(({ event }) => event)).toEqual(['started', 'ready']);
});

test('a pool that was killed while it was cut off starts where it was', async () => {
  const { primary } = await prepared();
  await primary.start(20_000, never);
  await primary.faults.disconnect?.apply();
  await primary.faults.kill?.apply();
  expect(await primary.start(20_000, never)).toEqual({ kind: 'up' });
});

test('a paused pool is silent and not gone, and can be stopped', async () => {
  const { primary } = await prepared();
  await primary.start(20_000, never);
  await primary.faults.pause?.apply();
  expect([primary.state, await probe(primary.address, 200)]).toEqual(['paused', 'silent']);
  await primary.faults.pause?.undo();
  expect(await probe(primary.address, 5_000)).toBe('answers');
  await primary.faults.pause?.apply();
  await primary.faults.stop?.apply();
  expect(primary.state).toBe('gone');
});

test('a pool that ends at once is down, with its exit code and its last words', async () => {
  const { primary, events } = await prepared(['sh', '-c', 'echo no licence >&2; exit 3']);
  const start = await primary.start(20_000, never);
  expect(start).toMatchObject({ kind: 'down', why: expect.stringMatching(/exit code 3.*no licence/) });
  expect(events.at(-1)).toMatchObject({ event: 'exited', code: 3, signal: null, wanted: false });
});

test('a pool that may not do what it needs is down, and told where that is asked for', async () => {
  const { primary } = await prepared(['chown', '1000', '/tmp']);
  expect(await primary.start(20_000, never)).toMatchObject({
    kind: 'down',
    why: expect.stringMatching(/exit code 1.*not permitted.*`docker.capabilities`/),
  });
});

test("a program that is not in the image is the candidate's affair, and told", async () => {
  const { primary } = await prepared(['no-such-server']);
  const start = await primary.start(20_000, never);
  expect(start).toMatchObject({ kind: 'down', why: expect.stringMatching(/could not be started: .*no-such-server/) });
});

test('the end of a pool that somebody else kills is not of our wanting', async () => {
  const { primary, events } = await prepared();
  await primary.start(20_000, never);
  const id = await docker('ps', '-q', '--filter', `label=org.parkspec.run=test-${process.pid}`);
  await docker('kill', ...id.split('\n'));
  while (primary.state !== 'gone') await new Promise((resolve) => setImmediate(resolve));
  expect(events.at(-1)).toMatchObject({ event: 'exited', signal: 'SIGKILL', wanted: false });
});

test('a command in a pool has its exit code and its output', async () => {
  const { primary } = await prepared();
  expect(await primary.exec?.(['true'], never)).toMatchObject({ code: undefined });
  await primary.start(20_000, never);
  expect(await primary.exec?.(['sh', '-c', 'echo $HOSTNAME; exit 4'], never)).toEqual({ code: 4, output: 'primary\n' });
  expect(await primary.exec?.(['no-such-command'], never)).toMatchObject({ code: expect.any(Number) });
});

test('a command that does not end is not waited for longer than asked', async () => {
  const { primary } = await prepared();
  await primary.start(20_000, never);
  await expect(primary.exec?.(['sleep', '60'], AbortSignal.timeout(300))).rejects.toMatchObject({
    name: 'TimeoutError',
  });
});

test('what somebody else does to a container is seen by looking', async () => {
  const { primary } = await prepared();
  await primary.start(20_000, never);
  const label = ['--filter', `label=org.parkspec.run=test-${process.pid}`];
  const id = await docker('ps', '-q', ...label);
  await docker('pause', id);
  expect([primary.state, await primary.look()]).toEqual(['running', 'paused']);
  await docker('unpause', id);
  expect(await primary.look()).toBe('running');
  await docker('network', 'disconnect', '-f', await docker('network', 'ls', '-q', ...label), id);
  expect(await primary.look()).toBe('cut-off');
  await primary.faults.disconnect?.undo();
  expect([primary.state, await probe(primary.address, 5_000)]).toEqual(['running', 'answers']);
});

test('what one phone at the gateway sends to another comes from the gateway', async () => {
  const { pools } = await prepared();
  const [here, there] = [createSocket('udp4'), createSocket('udp4')];
  for (const socket of [here, there]) {
    socket.bind(0, pools.phonesAt);
    // oxlint-disable-next-line no-await-in-loop -- one is as quick as the other
    await once(socket, 'listening');
  }
  here.send('x', there.address().port, pools.phonesAt);
  const [, from] = await once(there, 'message');
  expect(from).toMatchObject({ address: pools.phonesAt, port: here.address().port });
  here.close();
  there.close();
});

test('closing removes containers and networks, whatever state they are in', async () => {
  const { pools, primary, events } = await prepared();
  await primary.start(20_000, never);
  await pools.byName.backup.start(20_000, never);
  await pools.byName.backup.faults.pause?.apply();
  await primary.faults.disconnect?.apply();
  await pools.close();
  const filter = `label=org.parkspec.run=test-${process.pid}`;
  expect(await docker('ps', '-aq', '--filter', filter)).toBe('');
  expect(await docker('network', 'ls', '-q', '--filter', filter)).toBe('');
  expect(events.filter(({ event }) => event === 'exited').map(({ wanted }) => wanted)).toEqual([true, true]);
});
