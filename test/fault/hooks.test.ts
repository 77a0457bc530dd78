import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { setTimeout } from 'node:timers/promises';
import { afterEach, expect, test } from '@jest/globals';
import type { Stage } from '../../src/drive/stage.ts';
import { askOverHttp, http } from '../../src/fault/hooks.ts';

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.close();
    server.closeAllConnections();
  }
});

test('of an answer that never ends only the beginning is taken, and the rest is not even sent', async () => {
  let sent = 0;
  const stage = await served((write) => {
    const more = (): void => {
      while (write('full-service '.repeat(5_000))) sent += 65_000;
    };
    more();
    return more;
  });
  // What is left of a deadline is no whole number.
  const reply = await http(stage, 'primary', 'status', 'GET', 4_999.5);
  expect(reply).toMatchObject({ ok: true });
  expect(reply.body).toHaveLength(10_000);
  expect(sent).toBeLessThan(64 * 1024 * 1024);
});

test('an answer that never comes to an end is given up in time', async () => {
  const stage = await served((write) => {
    write('.');
    return () => {};
  });
  const reply = await http(stage, 'primary', 'status', 'GET', 100);
  expect(reply).toMatchObject({ ok: false, text: expect.stringMatching(/timeout|abort/i) });
});

const FAILBACK = { kind: 'http', pool: 'primary', method: 'POST', path: 'failback' } as const;

test('an order waits for a pool that was just started and does not listen yet, and is given once', async () => {
  const [port, orders, notes] = [await freePort(), [] as string[], [] as string[]];
  const asked = askOverHttp(stageAt(port, { state: 'running', notes }), FAILBACK);
  // Refused a few times by now.
  await setTimeout(120);
  const server = createServer((request, response) => {
    orders.push(`${request.method} ${request.url}`);
    response.end('done');
  }).listen(port, '127.0.0.1');
  servers.push(server);
  expect(await asked).toBeUndefined();
  expect(orders).toEqual(['POST /failback']);
  expect(notes).toEqual(['POST primary/failback: 200 done']);
});

test('an order to a pool that is gone fails at once', async () => {
  const began = performance.now();
  const failure = await askOverHttp(stageAt(await freePort(), { state: 'gone' }), FAILBACK);
  expect(failure).toMatch(/^POST primary\/failback failed: connect ECONNREFUSED/);
  expect(performance.now() - began).toBeLessThan(5_000);
});

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

function stageAt(port: number, { state, notes = [] }: { state: string; notes?: string[] }): Stage {
  const pool = { http: { host: '127.0.0.1', port }, state };
  const recorder = { append: ({ text }: { text: string }) => notes.push(text) };
  return { pools: { primary: pool }, recorder, signal: new AbortController().signal } as unknown as Stage;
}

/** A server that writes as it is told, and then again whenever there is room; as much of a stage as a request needs. */
async function served(serve: (write: (text: string) => boolean) => () => void): Promise<Stage> {
  const server = createServer((_request, response) => {
    response.on(
      'drain',
      serve((text) => !response.destroyed && response.write(text)),
    );
  }).listen(0, '127.0.0.1');
  servers.push(server);
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const pool = { http: { host: '127.0.0.1', port } };
  return { pools: { primary: pool }, signal: new AbortController().signal } as unknown as Stage;
}
