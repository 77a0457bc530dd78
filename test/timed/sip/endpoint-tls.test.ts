import { once } from 'node:events';
import { connect as connectTcp, createServer as createTcpServer, type AddressInfo, type Socket } from 'node:net';
import { connect, createServer, type TLSSocket } from 'node:tls';
import { afterEach, describe, expect, jest, test } from '@jest/globals';
import type { Address, Endpoint } from '../../../src/sip/endpoint.ts';
import { selfMadeCertificate } from '../../../src/sip/transport/self-made-certificate.ts';
import type { Shown, TlsSettings } from '../../../src/sip/transport/tls-settings.ts';
import { holdTimeouts, passTime } from '../held-timeouts.ts';
import { opened, rawRequest, rawResponse, requestOf, responseOf, type Tapped } from './endpoint-kit.ts';
import { closing, until } from './transport/raw-peer.ts';

const own = selfMadeCertificate({ names: ['park.example'] });
const tls = (change: Partial<TlsSettings> = {}): TlsSettings => ({ own, distrusts: () => undefined, ...change });
const secured = (change?: Partial<TlsSettings>): Promise<Tapped> => opened({ transport: 'tls', tls: tls(change) });

const closers: Array<() => void> = [];
afterEach(() => {
  jest.useRealTimers();
  for (const close of closers.splice(0)) close();
});

/** What carries them. */
const beneath = new WeakMap<TLSSocket, Socket>();

/** A server with this certificate that does as it is told with each connection. */
async function rawServer(onConnection: (socket: TLSSocket) => void, options: object = {}): Promise<Address> {
  const server = createServer({ cert: own.certificate, key: own.key, ...options }, (socket) => {
    closers.push(() => socket.destroy());
    socket.on('error', () => {});
    onConnection(socket);
  });
  server.on('tlsClientError', () => {});
  let carrier: Socket | undefined;
  server.prependListener('connection', (socket) => {
    carrier = socket;
  });
  server.prependListener('secureConnection', (socket) => {
    if (carrier !== undefined) beneath.set(socket, carrier);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  closers.push(() => server.close());
  return { transport: 'tls', host: '127.0.0.1', port: (server.address() as AddressInfo).port };
}

const outcomeOf = (endpoint: Endpoint, to: Address) => endpoint.request(requestOf('OPTIONS'), to).final;

describe('an endpoint over TLS', () => {
  test('asks and answers over one connection that both use, with TLS in each Via', async () => {
    const [alice, pool] = [await secured(), await secured()];
    const seen: string[] = [];
    for (const { endpoint } of [alice, pool]) {
      endpoint.onRequest = ({ request, respond }) => {
        seen.push(request.headers.find(({ name }) => name === 'Via')?.value ?? '');
        respond(responseOf(request, 200));
      };
    }
    expect(await outcomeOf(alice.endpoint, pool.endpoint.address)).toMatchObject({ kind: 'response' });
    // By the name that the phone gave itself, over the connection that it opened (RFC 5923).
    expect(await outcomeOf(pool.endpoint, alice.endpoint.address)).toMatchObject({ kind: 'response' });
    expect(seen[0]).toMatch(new RegExp(`^SIP/2\\.0/TLS 127\\.0\\.0\\.1:${alice.endpoint.address.port};.*;alias`));
    const ports = pool.records.map(({ remote }) => remote.port);
    expect(new Set(ports.slice(0, 2)).has(alice.endpoint.address.port)).toBe(false);
    expect(alice.records.filter(({ direction }) => direction === 'in').map(({ remote }) => remote.port)).toEqual([
      pool.endpoint.address.port,
      pool.endpoint.address.port,
    ]);
    expect([alice.troubles, pool.troubles]).toEqual([[], []]);
  });

  test('sends nothing to a server that it does not trust, and says why', async () => {
    const shown: Shown[] = [];
    const received: Buffer[] = [];
    const pool = await rawServer((socket) => socket.on('data', (bytes: Buffer) => received.push(bytes)));
    const alice = await secured({
      distrusts: (each) => {
        shown.push(each);
        return 'it is a stranger';
      },
    });
    expect(await outcomeOf(alice.endpoint, pool)).toEqual({ kind: 'transport', why: 'it is a stranger' });
    expect(shown[0]?.certificate?.subject).toBe('CN=park.example');
    expect(shown[0]?.fault).toBe('DEPTH_ZERO_SELF_SIGNED_CERT');
    expect(received).toEqual([]);
  });

  test('finds no fault with what its authorities vouch for, and asks for the name', async () => {
    const shown: Shown[] = [];
    let asked: unknown;
    const pool = await rawServer((socket) => {
      asked = socket.servername;
      socket.on('data', (bytes: Buffer) => socket.write(rawResponse(bytes.toString(), '200 OK')));
    });
    const alice = await secured({
      ca: own.certificate,
      serverName: 'park.example',
      distrusts: (each) => void shown.push(each),
    });
    expect(await outcomeOf(alice.endpoint, pool)).toMatchObject({ kind: 'response' });
    expect([shown[0]?.fault, asked]).toEqual([undefined, 'park.example']);
  });

  test('shows its certificate to a server that asks for one', async () => {
    const client = selfMadeCertificate({ names: ['alice.example'] });
    const asks = { requestCert: true, rejectUnauthorized: true, ca: client.certificate };
    const pool = await rawServer((socket) => {
      socket.on('data', (bytes: Buffer) => socket.write(rawResponse(bytes.toString(), '200 OK')));
    }, asks);
    expect(await outcomeOf((await secured({ client })).endpoint, pool)).toMatchObject({ kind: 'response' });
    expect(await outcomeOf((await secured()).endpoint, pool)).toMatchObject({ kind: 'transport' });
  });

  test.each<[string, (socket: TLSSocket) => void]>([
    ['closes as soon as it can', (socket) => socket.end()],
    ['tears the connection down', (socket) => socket.destroy()],
    ['closes in the middle of a message', (socket) => socket.end('SIP/2.0 200 OK\r\nVia: SIP/2')],
    ['sends what is no SIP', (socket) => socket.write(`${'rubbish '.repeat(10)}\r\n\r\n`)],
    ['writes into the connection what is no TLS', (socket) => beneath.get(socket)?.write(Buffer.alloc(64, 1))],
  ])('a server that %s is a failure of the request, and of nothing else', async (_what, behave) => {
    const pool = await rawServer((socket) => socket.once('data', () => behave(socket)));
    const alice = await secured();
    expect(await outcomeOf(alice.endpoint, pool)).toMatchObject({ kind: 'transport' });
    const other = await secured();
    other.endpoint.onRequest = ({ request, respond }) => respond(responseOf(request, 200));
    expect(await outcomeOf(alice.endpoint, other.endpoint.address)).toMatchObject({ kind: 'response' });
    expect(alice.troubles).toEqual([]);
  });

  test.each([
    ['speaks SIP in the clear', 'SIP/2.0 200 OK\r\n\r\n'],
    ['speaks nonsense', '\u0000'.repeat(100)],
  ])('a server that %s is a failure of the request', async (_what, said) => {
    const server = createTcpServer((socket) => socket.on('error', () => {}).end(said, 'latin1'));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    closers.push(() => server.close());
    const { port } = server.address() as AddressInfo;
    const { endpoint } = await secured();
    expect(await outcomeOf(endpoint, { transport: 'tls', host: '127.0.0.1', port })).toMatchObject({
      kind: 'transport',
    });
  });

  test('gives a server up that never finishes the handshake', async () => {
    const server = createTcpServer((socket) => closers.push(() => socket.destroy()));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    closers.push(() => server.close());
    const { port } = server.address() as AddressInfo;
    const { endpoint } = await opened({ transport: 'tls', tls: tls(), timers: { t1: 60_000 } });
    holdTimeouts();
    const final = outcomeOf(endpoint, { transport: 'tls', host: '127.0.0.1', port });
    await once(server, 'connection');
    passTime(10_000);
    expect(await final).toEqual({ kind: 'transport', why: 'the TLS handshake was not finished within 10 s' });
  });

  test('speaks nothing older than TLS 1.2', async () => {
    const { endpoint } = await secured();
    const { port } = endpoint.address;
    const socket = connect({
      host: '127.0.0.1',
      port,
      rejectUnauthorized: false,
      maxVersion: 'TLSv1.1',
      minVersion: 'TLSv1',
    });
    const [error] = await once(socket, 'error');
    expect(String(error)).toMatch(/version|protocol|alert/i);
  });

  test('closes although somebody is in the middle of a handshake, and somebody speaks no TLS', async () => {
    const { endpoint, troubles } = await secured();
    const { port } = endpoint.address;
    const [silent, wrong] = [connectTcp(port, '127.0.0.1'), connectTcp(port, '127.0.0.1')];
    for (const socket of [silent, wrong]) socket.on('error', () => {});
    const refused = closing(wrong);
    wrong.resume().write(rawRequest('OPTIONS', { via: 'SIP/2.0/TLS 127.0.0.1:9;branch=z9hG4bK1' }));
    await refused;
    await endpoint.close();
    expect(await until(() => silent.resume().destroyed)).toBe(true);
    expect(troubles).toEqual([]);
  });

  test('does not open without a certificate', async () => {
    await expect(opened({ transport: 'tls' })).rejects.toThrow('TLS without a certificate');
    await expect(secured({ own: { certificate: 'none', key: 'none' } })).rejects.toThrow(/PEM|no start line/);
  });
});
