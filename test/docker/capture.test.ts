import { execFile } from 'node:child_process';
import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals';
import type { SeenMessage } from '../../src/capture/live-capture.ts';
import { type Capture, startCapture } from '../../src/runtime/docker/packet-capture.ts';
import type { HarnessError } from '../../src/harness-error.ts';
import { options } from '../capture/packets.ts';
import { parkspec } from '../cli/parkspec.ts';
import { docker } from './docker.ts';

// A busy machine takes its time to start a container.
jest.setTimeout(60_000);

const NETWORK = `parkspec-test-capture-${process.pid}`;
const ECHO = `parkspec-test-echo-${process.pid}`;
const HOST = '198.19.251.1';
const PEER = '198.19.251.2';

/** A peer that sends everything back, over UDP and TCP. */
const ECHO_PROGRAM = `
const socket = require('node:dgram').createSocket('udp4').bind(5060);
socket.on('message', (bytes, from) => socket.send(bytes, from.port, from.address));
require('node:net').createServer((one) => one.pipe(one)).listen(5060, () => console.log('ready'));`;

let directory: string;
let seen: SeenMessage[];
let troubles: HarnessError[];
let notes: string[];
let socket: Socket;
let capture: Capture | undefined;

beforeAll(async () => {
  await docker('network', 'create', '--subnet', '198.19.251.0/28', NETWORK);
  await docker(
    'run',
    '-d',
    '--name',
    ECHO,
    '--network',
    NETWORK,
    '--ip',
    PEER,
    'node:20-bookworm-slim',
    'node',
    '-e',
    ECHO_PROGRAM,
  );
  while (!(await docker('logs', ECHO)).includes('ready'));
}, 180_000);

afterAll(async () => {
  await docker('rm', '-f', ECHO);
  await docker('network', 'rm', NETWORK);
}, 30_000);

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'parkspec-capture-'));
  [seen, troubles, notes, capture] = [[], [], [], undefined];
  socket = createSocket('udp4').bind(0, HOST);
  await once(socket, 'listening');
});

afterEach(async () => {
  await capture?.close();
  socket.close();
  rmSync(directory, { recursive: true });
});

async function start(more: { readonly image?: string; readonly network?: string } = {}): Promise<Capture> {
  capture = await startCapture({
    network: NETWORK,
    directory,
    name: 'capture.pcap',
    purpose: { run: 'test', cell: 'X-1' },
    isSip: ({ port }) => port === 5060,
    onSip: (message) => seen.push(message),
    onTrouble: (error) => troubles.push(error),
    onNote: (text) => notes.push(text),
    ...more,
  });
  return capture;
}

function send(bytes: Buffer): Promise<unknown> {
  return new Promise((resolve) => {
    socket.send(bytes, 5060, PEER, resolve);
  });
}

function containers(): Promise<string> {
  return docker('ps', '-aq', '--filter', 'label=org.parkspec.role=capture', '--filter', 'label=org.parkspec.run=test');
}

const arrived = (): Promise<unknown> => once(socket, 'message');

test('run --capture leaves what passed the network of a cell, audio and the pools among themselves included', async () => {
  const args = ['containers/reference/docker.yaml', '--capture', '--cells', 'DR-31', '--reports', directory];
  const { stdout } = await parkspec(['run', ...args]);
  expect(stdout).toMatch(/DR-31/);
  const [run = ''] = readdirSync(join(directory, 'runs'));
  const file = join(directory, 'runs', run, 'DR-31', 'network.pcap');
  const frames = async (filter: string): Promise<number> => {
    const { stdout: lines } = await promisify(execFile)('tshark', ['-r', file, '-Y', filter]);
    return lines.split('\n').length - 1;
  };
  expect(await frames('sip.Method == "INVITE"')).toBeGreaterThan(0);
  expect(await frames('http.request')).toBeGreaterThan(0);
  expect(readFileSync(join(directory, 'runs', run, 'DR-31', 'history.jsonl'), 'utf8')).not.toMatch(
    /the capture of parkspec-/,
  );
  expect(
    await docker(
      'ps',
      '-aq',
      '--filter',
      'label=org.parkspec.role=capture',
      '--filter',
      `label=org.parkspec.run=${run}`,
    ),
  ).toBe('');
}, 120_000);

describe('a capture of a network', () => {
  test('tells every message of both directions in the order of the wire, also one longer than a frame', async () => {
    const running = await start();
    const sent = [options('1'), options('2', 'x'.repeat(6_000)), options('3')];
    const began = performance.now();
    for (const bytes of sent) {
      const echo = arrived();
      await send(bytes);
      await echo;
    }
    expect(await running.caughtUp()).toBe(true);
    expect(seen.map(({ source, bytes }) => [source.host, bytes.toString('latin1')])).toEqual(
      sent.flatMap((bytes) => [HOST, PEER].map((host) => [host, bytes.toString('latin1')])),
    );
    const times = seen.map(({ now }) => now);
    expect(times).toEqual(times.toSorted((a, b) => a - b));
    expect(times[0]).toBeGreaterThan(began - 1);
    expect(times.at(-1)).toBeLessThan(performance.now());
    await running.close();
    expect(troubles).toEqual([]);
    expect(await containers()).toBe('');
  });

  test('has seen at its end what was sent right before, hundreds of them', async () => {
    const running = await start();
    for (let n = 0; n < 400; n += 1) void send(options(`${n}`));
    await send(options('last'));
    await running.close();
    expect(troubles).toEqual([]);
    const own = seen.filter(({ source }) => source.host === HOST).map(({ bytes }) => bytes.toString('latin1'));
    expect(own).toEqual([...Array.from({ length: 400 }, (_, n) => n), 'last'].map((n) => options(`${n}`).toString()));
  });

  test('has seen at its end what was sent while nobody could look', async () => {
    const running = await start();
    const [container] = (await containers()).split('\n');
    await docker('pause', container ?? '');
    for (let n = 0; n < 200; n += 1) void send(options(`${n}`));
    await send(options('last'));
    const closed = running.close();
    await docker('unpause', container ?? '');
    await closed;
    expect(troubles).toEqual([]);
    const own = seen.filter(({ source }) => source.host === HOST).map(({ bytes }) => bytes.toString('latin1'));
    expect(own).toEqual([...Array.from({ length: 200 }, (_, n) => n), 'last'].map((n) => options(`${n}`).toString()));
  });

  test('leaves a file that Wireshark reads, with the messages in it', async () => {
    const running = await start();
    const echo = arrived();
    await send(options('in-the-file'));
    await echo;
    await running.close();
    const { stdout, stderr } = await promisify(execFile)('tshark', [
      '-r',
      running.file,
      '-Y',
      'sip',
      '-T',
      'fields',
      '-e',
      'sip.Call-ID',
    ]);
    expect(stdout.trim().split('\n')).toEqual(['in-the-file', 'in-the-file']);
    expect(stderr).not.toMatch(/cut short|damaged/);
  });

  test('that is ended from outside is trouble', async () => {
    const running = await start();
    await docker('rm', '-f', await containers());
    await running.close();
    expect(troubles.map(({ stage, message }) => [stage, message])).toEqual([
      ['capture', expect.stringMatching(/has ended by itself/)],
    ]);
  });

  test('can be closed twice, and when its network is gone', async () => {
    const name = `${NETWORK}-gone`;
    await docker('network', 'create', '--subnet', '198.19.251.16/28', name);
    const running = await start({ network: name });
    await docker('network', 'rm', name);
    await Promise.all([running.close(), running.close()]);
    expect(await containers()).toBe('');
    expect(readFileSync(running.file)).toHaveLength(24);
  });

  test.each([
    ['a network that is not there', { network: 'parkspec-test-nowhere' }, /nowhere cannot be looked at/],
    ['an image without tcpdump', { image: 'debian:bookworm-slim' }, /tcpdump cannot be started/],
    ['an image that is not there', { image: 'parkspec-test/nowhere' }, /tcpdump cannot be started for br-\w+: \S/],
  ])('of %s is refused, and leaves no container behind', async (_, more, why) => {
    await expect(start(more)).rejects.toMatchObject({
      name: 'HarnessError',
      stage: 'capture',
      message: expect.stringMatching(why),
    });
    expect(await containers()).toBe('');
  });
});
