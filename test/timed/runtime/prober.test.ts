import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { expect, test } from '@jest/globals';
import { leasePorts } from '../../../src/runtime/process/ports.ts';
import { probe, probeUntil } from '../../../src/runtime/prober.ts';

const never = new AbortController().signal;

test('a pool that sends anything back answers, even when it is no SIP', async () => {
  const pool = createSocket('udp4').bind(0, '127.0.0.1');
  await once(pool, 'listening');
  pool.on('message', (_, from) => pool.send('garbage', from.port, from.address));
  const address = { transport: 'udp', host: '127.0.0.1', port: pool.address().port } as const;
  expect(await probe(address, 2000)).toBe('answers');
  pool.close();
});

test('the request is an OPTIONS with what RFC 3261 8.1.1 asks for', async () => {
  const pool = createSocket('udp4').bind(0, '127.0.0.1');
  await once(pool, 'listening');
  const address = { transport: 'udp', host: '127.0.0.1', port: pool.address().port } as const;
  const asked = once(pool, 'message') as Promise<[Buffer]>;
  void probe(address, 50);
  const text = (await asked)[0].toString();
  expect(text).toMatch(/^OPTIONS sip:127\.0\.0\.1:\d+ SIP\/2\.0\r\n/);
  for (const name of ['Via', 'Max-Forwards', 'From', 'To', 'Call-ID', 'CSeq']) expect(text).toContain(`\r\n${name}: `);
  pool.close();
});

test('a port where nobody listens is refused and not silent, over UDP and TCP', async () => {
  const lease = await leasePorts();
  expect(await probe({ transport: 'udp', host: '127.0.0.1', port: lease.sip }, 5000)).toBe('refused');
  expect(await probe({ transport: 'tcp', host: '127.0.0.1', port: lease.sip }, 5000)).toBe('refused');
  await lease.release();
});

test('a pool that takes requests and says nothing is silent', async () => {
  const pool = createSocket('udp4').bind(0, '127.0.0.1');
  await once(pool, 'listening');
  expect(await probe({ transport: 'udp', host: '127.0.0.1', port: pool.address().port }, 30)).toBe('silent');
  pool.close();
});

test('probing goes on until the pool shows what is wanted', async () => {
  const lease = await leasePorts();
  const address = { transport: 'tcp', host: '127.0.0.1', port: lease.sip } as const;
  const waiting = probeUntil(address, ['answers'], 10_000, never);
  const server = createServer((socket) => socket.on('data', () => socket.end('SIP/2.0 200 OK\r\n\r\n')));
  server.listen(lease.sip, '127.0.0.1');
  expect(await waiting).toBe('answers');
  server.close();
  expect(await probeUntil(address, ['refused'], 10_000, never)).toBe('refused');
  await lease.release();
});

test('a pool that answered is not silent because the time for the last question was short', async () => {
  const pool = createSocket('udp4').bind(0, '127.0.0.1');
  await once(pool, 'listening');
  pool.once('message', (_, from) => pool.send('still here', from.port, from.address));
  const address = { transport: 'udp', host: '127.0.0.1', port: pool.address().port } as const;
  expect(await probeUntil(address, ['refused'], 100, never)).toBe('answers');
  pool.close();
});
