/** Orders to a server of a lab, over HTTPS: whom they are sent to, as whom, and how they end. */
import { once } from 'node:events';
import { createServer as createPlain, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import { createServer as createSocket, type Socket } from 'node:net';
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import type { HttpDetails } from '../../../src/candidate/http-order.ts';
import { http, request } from '../../../src/fault/http.ts';
import type { HttpReply } from '../../../src/fault/http-exchange.ts';
import { Certificates, type Pair } from '../../certificates.ts';
import { benchOf, poolAt } from './bench.ts';

const certificates = new Certificates();
let [own, signer, signed, other]: readonly Pair[] = [];
beforeAll(() => {
  own = certificates.make('own', 'IP:127.0.0.1,DNS:localhost');
  signer = certificates.make('signer', 'DNS:signer.example');
  signed = certificates.make('signed', 'IP:127.0.0.1', signer);
  other = certificates.make('other', 'DNS:other.example', signer);
});
afterAll(() => certificates.remove());

const closing: Array<() => void> = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
});

interface Seen {
  readonly port: number;
  readonly orders: string[];
}

type Answer = (order: IncomingMessage, response: ServerResponse) => void;

const DONE: Answer = (_, response) => void response.end('done');

/** A server that notes what it is asked: method, path, Host, Authorization and body. */
async function served(pair: Pair | undefined, answer: Answer = DONE): Promise<Seen> {
  const orders: string[] = [];
  const hear: Answer = (order, response) => {
    let body = '';
    order.on('data', (part: Buffer) => (body += part.toString()));
    order.on('end', () => {
      const { host = '', authorization = '-', 'content-type': type = '-', 'x-token': token = '-' } = order.headers;
      orders.push([order.method, order.url, host, authorization, type, String(token), body].join(' '));
      answer(order, response);
    });
  };
  const server: Server = pair === undefined ? createPlain(hear) : createServer(pair, hear);
  return { port: await portOf(server), orders };
}

async function portOf(server: Pick<Server, 'listen' | 'address' | 'close' | 'once'>): Promise<number> {
  server.listen(0, '127.0.0.1');
  await once(server as Server, 'listening');
  closing.push(() => {
    server.close();
    if ('closeAllConnections' in server) (server as Server).closeAllConnections();
  });
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

const BENCH = benchOf({ pools: { primary: poolAt('primary', { pid: 4711 }), backup: poolAt('backup') } });

function ask(url: string, details: HttpDetails = {}, within = 5_000): Promise<HttpReply> {
  return request(BENCH, { method: 'POST', url, details }, within);
}

test('a certificate of a signer that the file names is trusted', async () => {
  const { port, orders } = await served(signed);
  expect(await ask(`https://127.0.0.1:${port}/api/outage?a=b`, { ca: signer?.file ?? '' })).toMatchObject({
    kind: 'answered',
    ok: true,
    text: '200 done',
  });
  expect(orders).toEqual([`POST /api/outage?a=b 127.0.0.1:${port} - - - `]);
});

test('a certificate with the fingerprint of the file is trusted, whatever name it has', async () => {
  const { port } = await served(other);
  expect(await ask(`https://127.0.0.1:${port}/`, { fingerprint: other?.fingerprint ?? '' })).toMatchObject({
    ok: true,
  });
});

test.each([
  ['signed by itself', () => own, () => ({}), /it is signed by itself; .*`fingerprint: FOUND` .* or `ca: /],
  ['signed by a stranger', () => signed, () => ({}), /nobody who is trusted here has signed it; .*FOUND/],
  [
    'for another name',
    () => other,
    () => ({ ca: signer?.file ?? '' }),
    /it is for DNS:other\.example, and not for 127/,
  ],
  ['with another fingerprint', () => own, () => ({ fingerprint: 'ab'.repeat(32) }), /its SHA-256 is FOUND.*says abab/],
] as const)('of a server with a certificate %s nothing is asked', async (_, pair, details, why) => {
  const { port, orders } = await served(pair());
  const reply = await ask(`https://127.0.0.1:${port}/`, { ...details(), bearer: 'secret-4711' });
  expect(reply).toMatchObject({ kind: 'untrusted', ok: false });
  expect(reply.text).toContain(`the certificate of 127.0.0.1:${port} is not trusted: `);
  expect(reply.text.replaceAll(pair()?.fingerprint ?? '', 'FOUND')).toMatch(why);
  expect(orders).toEqual([]);
});

test('credentials, header fields and a body get there, with values in their places', async () => {
  process.env['H2_TEST_TOKEN'] = 'a"b';
  const { port, orders } = await served(undefined);
  const headers = { 'X-Token': '${env:H2_TEST_TOKEN}' };
  const body = '{"pid":"${primary.pid}","token":"${env:H2_TEST_TOKEN}"}';
  await ask(`http://127.0.0.1:${port}/p/\${env:H2_TEST_TOKEN}`, {
    headers,
    body,
    type: 'application/json',
    basic: { user: 'admin', password: '${env:H2_TEST_TOKEN}' },
  });
  await ask(`http://127.0.0.1:${port}/`, { bearer: 'token-1' });
  delete process.env['H2_TEST_TOKEN'];
  expect(orders).toEqual([
    `POST /p/a%22b 127.0.0.1:${port} Basic ${Buffer.from('admin:a"b').toString('base64')} application/json a"b {"pid":"4711","token":"a\\"b"}`,
    `POST / 127.0.0.1:${port} Bearer token-1 - - `,
  ]);
});

test('a request for which a value is missing is not sent', async () => {
  const { port, orders } = await served(undefined);
  const reply = await ask(`http://127.0.0.1:${port}/\${backup.pid}`, { bearer: '${env:H2_TEST_NOT_SET}' });
  expect(reply).toMatchObject({ kind: 'lost', ok: false });
  expect(reply.text).toBe(
    'it was not sent: nothing to put in for ${backup.pid}: backup is running, ${env:H2_TEST_NOT_SET}: it is not set',
  );
  expect(orders).toEqual([]);
});

test('a redirect to another host is told, and not followed', async () => {
  const elsewhere = await served(undefined);
  const location = `http://127.0.0.1:${elsewhere.port}/`;
  const { port } = await served(own, (_, response) => void response.writeHead(307, { location }).end());
  const reply = await ask(`https://127.0.0.1:${port}/`, { fingerprint: own?.fingerprint ?? '', bearer: 'secret-4711' });
  expect(reply).toMatchObject({ kind: 'answered', ok: false, status: 307 });
  expect(reply.text).toBe(`307 (to ${location}; a redirect is not followed)`);
  expect(elsewhere.orders).toEqual([]);
});

test('the statuses that the file expects are no complaint, and others are', async () => {
  const { port } = await served(undefined, (_, response) => void response.writeHead(404).end());
  expect(
    await ask(`http://127.0.0.1:${port}/`, {
      expect: [
        [200, 299],
        [404, 404],
      ],
    }),
  ).toMatchObject({ ok: true });
  expect(await ask(`http://127.0.0.1:${port}/`, { expect: [[405, 499]] })).toMatchObject({ ok: false, status: 404 });
});

test.each(['https', 'http'])('a server of %s that says nothing is given up in time', async (scheme) => {
  const mute = createSocket((socket: Socket) => closing.push(() => socket.destroy()));
  const port = await portOf(mute as never);
  expect(await ask(`${scheme}://127.0.0.1:${port}/`, {}, 150)).toMatchObject({ kind: 'late', ok: false });
  const failure = await http.apply(BENCH, {
    kind: 'http',
    method: 'POST',
    url: `${scheme}://127.0.0.1:${port}/o?t=secret`,
    within: 150,
  });
  expect(failure).toMatchObject({
    why: expect.stringContaining(`\`http: POST ${scheme}://127.0.0.1:${port}/o?…\` of phase failback took too long`),
    // It is no part of the candidate.
    overran: true,
  });
});

test.each([
  ['http', /^what came back is no HTTP: /],
  ['https', /^there is no TLS that could be agreed on/],
] as const)('garbage over %s is told as what it is', async (scheme, why) => {
  const port = await portOf(
    createSocket((socket: Socket) => {
      socket.on('error', () => undefined);
      socket.end('\u0001garbage of some length, neither of the one nor of the other\r\n\r\n');
    }) as never,
  );
  const reply = await ask(`${scheme}://127.0.0.1:${port}/`);
  expect(reply).toMatchObject({ kind: 'lost', ok: false });
  expect(reply.text).toMatch(why);
});

test('a server that is not there refuses, and is not waited for', async () => {
  const { port } = await served(undefined);
  for (const close of closing.splice(0)) close();
  const failure = await http.apply(BENCH, { kind: 'http', method: 'POST', url: `https://127.0.0.1:${port}/` });
  expect(failure?.why).toMatch(/^POST https:\/\/127\.0\.0\.1:\d+\/ failed: connect ECONNREFUSED/);
});
