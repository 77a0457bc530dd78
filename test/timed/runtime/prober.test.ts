import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServer as createTlsServer } from 'node:tls';
import { expect, test } from '@jest/globals';
import { leasePorts } from '../../../src/runtime/process/ports.ts';
import { probe, probeUntil } from '../../../src/runtime/prober.ts';
import { selfMadeCertificate } from '../../../src/sip/transport/self-made-certificate.ts';

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

test('a pool over TLS answers whatever its certificate, is shown ours, and refuses who has none', async () => {
  const [own, phone] = [
    selfMadeCertificate({ names: ['any.example'] }),
    selfMadeCertificate({ names: ['phone.example'] }),
  ];
  const folder = mkdtempSync(join(tmpdir(), 'parkspec-prober-'));
  const client = { certificate: join(folder, 'certificate.pem'), key: join(folder, 'key.pem') };
  writeFileSync(client.certificate, phone.certificate);
  writeFileSync(client.key, phone.key, { mode: 0o600 });
  const asked: string[] = [];
  const pool = createTlsServer(
    { cert: own.certificate, key: own.key, requestCert: true, rejectUnauthorized: true, ca: phone.certificate },
    (socket) =>
      socket
        .on('error', () => {})
        .on('data', (bytes: Buffer) => {
          asked.push(bytes.toString());
          socket.write('garbage');
        }),
  ).listen(0, '127.0.0.1');
  pool.on('tlsClientError', () => {});
  await once(pool, 'listening');
  const address = { transport: 'tls', host: '127.0.0.1', port: (pool.address() as AddressInfo).port } as const;
  expect(await probe({ ...address, client }, 5000)).toBe('answers');
  expect(asked[0]).toMatch(/^OPTIONS sip:127\.0\.0\.1:\d+;transport=tls SIP\/2\.0\r\nVia: SIP\/2\.0\/TLS /);
  expect(await probe(address, 5000)).toBe('refused');
  const closed = once(pool, 'close');
  pool.close();
  await closed;
  expect(await probe({ ...address, client }, 5000)).toBe('refused');
  rmSync(folder, { recursive: true });
});

test('a pool that begins no handshake is silent, and one that speaks no TLS is refused', async () => {
  const pool = createServer((socket) => socket.on('error', () => {}).once('data', () => socket.end('SIP/2.0 200 OK')));
  const silent = createServer();
  for (const server of [pool, silent]) {
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
  }
  const at = (server: typeof pool) =>
    ({ transport: 'tls', host: '127.0.0.1', port: (server.address() as AddressInfo).port }) as const;
  expect(await probe(at(pool), 5000)).toBe('refused');
  expect(await probe(at(silent), 50)).toBe('silent');
  pool.close();
  silent.close();
});
