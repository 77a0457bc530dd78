/** The outage is an order to a server over HTTPS, which kills the primary and tells whatever it was told. */
import { readFileSync, writeFileSync } from 'node:fs';
import { once } from 'node:events';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, expect, jest, test } from '@jest/globals';
import { Certificates } from '../certificates.ts';
import { parkspec } from '../cli/parkspec.ts';
import { candidateFile } from './candidate-file.ts';
import { Leaks } from './leaks.ts';
import { compliance, folderOf, startIn, temporaryFolder } from './parkspec.ts';

jest.setTimeout(180_000);

const PASSWORD = 'lab"pä/ss+4711';
const TOKEN = 'plain-token-0815';
const leaks = new Leaks([PASSWORD, TOKEN], 'admin');
const certificates = new Certificates();
const pair = certificates.make('lab', 'IP:127.0.0.1');
const orders: string[] = [];

const server = createServer(pair, (order, response) => {
  let body = '';
  order.on('data', (part: Buffer) => (body += part.toString()));
  order.on('end', () => {
    const { authorization = '' } = order.headers;
    orders.push(`${order.method} ${order.url} ${authorization} ${String(order.headers['x-token'])}`);
    const { pid } = JSON.parse(body) as { pid: number };
    process.kill(pid, 'SIGKILL');
    // A controller may repeat what it was told.
    response.end(JSON.stringify({ authorization, body, headers: order.headers, password: PASSWORD }));
  });
}).listen(0, '127.0.0.1');
afterAll(async () => {
  server.close();
  await certificates.remove();
});

async function byServer(): Promise<string> {
  if (!server.listening) await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const request = [
    `post: "https://127.0.0.1:${port}/api/outage?key=\${env:LAB_PASSWORD}"`,
    `headers: { X-Token: ${TOKEN} }`,
    'body: \'{"pid": ${primary.pid}, "password": "${env:LAB_PASSWORD}"}\'',
    'basic: { user: admin, password: "${env:LAB_PASSWORD}" }',
    'ca: ./lab.pem',
  ];
  const outage = `outage: { do: { http: { ${request.join(', ')} }, takes: primary }, within: 10s }`;
  const file = candidateFile({ lines: { 'outage:': outage } });
  writeFileSync(join(file, '../lab.pem'), pair.cert);
  return file;
}

test('the primary is taken away by it, and none of the credentials is told', async () => {
  const env = { LAB_PASSWORD: PASSWORD };
  const run = startIn(temporaryFolder(), [await byServer(), '--cells', 'DR-22', '--cells', 'DR-31'], { env });
  const inArguments = await leaks.inArguments(run.ended);
  const { output } = await run.ended;
  const cells = compliance(run).cells.filter(({ id }) => ['DR-22', 'DR-31'].includes(id));
  expect(cells.map(({ verdict }) => verdict)).toEqual(['pass', 'pass']);
  expect([...new Set(orders)]).toEqual([
    `POST /api/outage?key=${encodeURIComponent(PASSWORD)} Basic ${Buffer.from(`admin:${PASSWORD}`).toString('base64')} ${TOKEN}`,
  ]);
  expect([...inArguments]).toEqual([]);
  expect(leaks.below(run.reports)).toEqual([]);
  expect(leaks.in(Buffer.from(output))).toBe(false);
  // It did repeat them, and who reads the history can see where.
  const text = readFileSync(join(folderOf(run, 'DR-31'), 'history.jsonl'), 'utf8');
  expect(text).toMatch(/POST https:\/\/127\.0\.0\.1:\d+\/api\/outage\?…: 200 \{.{0,40}Basic \*{8,}/);
});

test('without its variable nothing is started, and the plan of a run sends nothing', async () => {
  const file = await byServer();
  const told = orders.length;
  const missing = await parkspec(['run', file, '--reports', temporaryFolder()]);
  expect(missing.code).toBe(64);
  expect(missing.output).toContain('passes on `LAB_PASSWORD`, which is not set');
  const dry = await parkspec(['run', file, '--dry-run'], { env: { LAB_PASSWORD: PASSWORD } });
  expect(dry.code).toBe(0);
  expect(dry.output).toMatch(/^ {2}secrets {7}LAB_PASSWORD, /m);
  expect(leaks.in(Buffer.from(dry.output))).toBe(false);
  expect(orders).toHaveLength(told);
});
