import { type ChildProcess, spawn } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { type AddressInfo, connect, createServer } from 'node:net';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { parseAddressRange } from '../../../src/address-range.ts';
import { farSocketsAt, reachThrough } from '../../../src/sockets/far-networks.ts';
import { FarSockets } from '../../../src/sockets/far-sockets.ts';

const LOOPBACK = '127.0.0.1';
let outpost: ChildProcess;
let far: FarSockets;

beforeEach(async () => {
  outpost = spawn(process.execPath, ['dist/sockets/outpost.js'], { stdio: ['pipe', 'pipe', 'inherit'] });
  far = new FarSockets((bytes) => outpost.stdin?.write(bytes));
  const ready = new Promise<void>((resolve) => (far.onReady = resolve));
  outpost.stdout?.on('data', (chunk: Buffer) => far.take(chunk));
  await ready;
});

afterEach(() => {
  outpost.kill('SIGKILL');
});

test('a datagram goes out from the port that was bound there, and the answer comes back whole', async () => {
  const peer = createSocket('udp4').bind(0, LOOPBACK);
  await once(peer, 'listening');
  peer.on('message', (bytes, { port, address }) => peer.send(Buffer.concat([bytes, bytes]), port, address));
  const socket = await far.datagrams({ host: LOOPBACK, port: 0 });
  const sent = Buffer.alloc(20_000, 'a');
  const answer = once(socket, 'message');
  socket.send(sent, peer.address().port, LOOPBACK, () => undefined);
  const [bytes, from] = (await answer) as [Buffer, AddressInfo];
  expect([bytes.length, from.port]).toEqual([40_000, peer.address().port]);
  peer.close();
});

test('a port that is taken there is refused with the error of its system', async () => {
  const first = await far.datagrams({ host: LOOPBACK, port: 0 });
  await expect(far.datagrams({ host: LOOPBACK, port: first.address().port })).rejects.toMatchObject({
    code: 'EADDRINUSE',
  });
});

test('a datagram that cannot leave is told to who sent it', async () => {
  const socket = await far.datagrams({ host: LOOPBACK, port: 0 });
  const error = await new Promise<Error | null>((resolve) => {
    socket.send(Buffer.alloc(65_507), 9, '255.255.255.255', resolve);
  });
  expect(error).toMatchObject({ code: 'EACCES' });
});

test('nobody at a connected socket is told as a refusal', async () => {
  const closed = createSocket('udp4').bind(0, LOOPBACK);
  await once(closed, 'listening');
  const to = { host: LOOPBACK, port: closed.address().port };
  closed.close();
  await once(closed, 'close');
  const socket = await far.datagrams({ host: LOOPBACK, port: 0 }, { to });
  const refused = once(socket, 'error');
  socket.send(Buffer.from('x'), 0, LOOPBACK, () => undefined);
  expect(await refused).toMatchObject([{ code: 'ECONNREFUSED' }]);
});

test('a connection that is made there carries both ways, and ends', async () => {
  const server = createServer((socket) => socket.pipe(socket)).listen(0, LOOPBACK);
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const socket = far.connect({ host: LOOPBACK, port });
  expect(socket.connecting).toBe(true);
  await once(socket, 'connect');
  const echo = once(socket, 'data');
  socket.write('hello');
  expect(String((await echo)[0])).toBe('hello');
  const closed = once(socket, 'close');
  socket.end();
  await closed;
  server.close();
});

test('a refused connection fails with ECONNREFUSED', async () => {
  const socket = far.connect({ host: LOOPBACK, port: 1 });
  expect(await once(socket, 'connect').catch((error: unknown) => error)).toMatchObject({ code: 'ECONNREFUSED' });
});

test('a listener there gives its connections to this process', async () => {
  const welcomed = new Promise<string>((resolve) => {
    const server = far.server((socket) => socket.on('data', (bytes: Buffer) => resolve(bytes.toString())));
    server.on('listening', () => connect(server.address()?.port ?? 0, LOOPBACK).end('from outside'));
    server.listen({ host: LOOPBACK, port: 0 });
  });
  expect(await welcomed).toBe('from outside');
});

test('the program ends with its input', async () => {
  outpost.stdin?.end();
  expect(await once(outpost, 'exit')).toEqual([0, null]);
});

test('when it is lost, what was open fails and what is opened then is refused', async () => {
  const socket = await far.datagrams({ host: LOOPBACK, port: 0 });
  const failed = once(socket, 'error');
  queueMicrotask(() => far.lose());
  expect(await failed).toMatchObject([{ message: 'the container of the phones has ended' }]);
  await expect(far.datagrams({ host: LOOPBACK, port: 0 })).rejects.toThrow('the container of the phones has ended');
});

test('only the addresses of its network are reached through it, and only as long as it is there', () => {
  const range = parseAddressRange('198.18.0.32/27');
  if (range === undefined) throw new Error('it is a range');
  const forget = reachThrough(range, far);
  expect([farSocketsAt('198.18.0.34'), farSocketsAt('198.18.0.65'), farSocketsAt(LOOPBACK)]).toEqual([
    far,
    undefined,
    undefined,
  ]);
  forget();
  expect(farSocketsAt('198.18.0.34')).toBeUndefined();
});
