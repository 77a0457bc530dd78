import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { setTimeout } from 'node:timers/promises';
import { afterEach, expect, test } from '@jest/globals';
import type { FaultBench } from '../../../src/fault/fault-bench.ts';
import { FaultWatch } from '../../../src/fault/fault-watch.ts';
import { http, request } from '../../../src/fault/http.ts';
import type { PoolState } from '../../../src/runtime/pool.ts';
import { inTime } from '../patience.ts';
import { benchOf, poolAt } from './bench.ts';

const STATUS = { pool: 'primary', path: 'status', method: 'GET' } as const;

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.close();
    server.closeAllConnections();
  }
});

test('of an answer that never ends only the beginning is taken, and the rest is not even sent', async () => {
  let sent = 0;
  const bench = await served((write) => {
    const more = (): void => {
      while (write('full-service '.repeat(5_000))) sent += 65_000;
    };
    more();
    return more;
  });
  // What is left of a deadline is no whole number.
  const reply = await request(bench, STATUS, 4_999.5);
  expect(reply).toMatchObject({ ok: true });
  expect(reply.body).toHaveLength(10_000);
  expect(sent).toBeLessThan(64 * 1024 * 1024);
});

test('an answer that never comes to an end is given up in time', async () => {
  const bench = await served((write) => {
    write('.');
    return () => {};
  });
  const reply = await request(bench, STATUS, 100);
  expect(reply).toMatchObject({ kind: 'late', ok: false, text: expect.stringMatching(/timeout|abort/i) });
});

test.each([301, 302, 303, 307, 308])(
  'an answer of %i sends no request elsewhere, and is a failure that names the place',
  async (status) => {
    const asked: string[] = [];
    const port = await freePort();
    servers.push(
      createServer((order, response) => {
        asked.push(`${order.method} ${order.url}`);
        response.end('secret of another service');
      }).listen(port, '127.0.0.1'),
    );
    const own = await freePort();
    const location = `http://127.0.0.1:${port}/elsewhere`;
    const server = createServer((_order, response) => response.writeHead(status, { location }).end()).listen(
      own,
      '127.0.0.1',
    );
    servers.push(server);
    await once(server, 'listening');
    const failure = await http.apply(benchAt(own, { state: 'running' }), FAILBACK);
    expect(failure?.why).toBe(`POST primary/failback failed: ${status} (to ${location}; a redirect is not followed)`);
    expect(asked).toEqual([]);
  },
);

const FAILBACK = { kind: 'http', pool: 'primary', method: 'POST', path: 'failback' } as const;

test('an order waits for a pool that was just started and does not listen yet, and is given once', async () => {
  const [port, orders, notes] = [await freePort(), [] as string[], [] as string[]];
  const asked = http.apply(benchAt(port, { state: 'running', notes }), FAILBACK);
  // Refused a few times by now.
  await setTimeout(120);
  const server = createServer((order, response) => {
    orders.push(`${order.method} ${order.url}`);
    response.end('done');
  }).listen(port, '127.0.0.1');
  servers.push(server);
  expect(await asked).toBeUndefined();
  expect(orders).toEqual(['POST /failback']);
  expect(notes).toEqual(['POST primary/failback: 200 done']);
});

test('an order to a pool that is gone fails at once', async () => {
  const bench = benchAt(await freePort(), { state: 'gone', within: 60_000 });
  const failure = await inTime(http.apply(bench, FAILBACK), 5_000);
  expect(failure?.why).toMatch(/^POST primary\/failback failed: connect ECONNREFUSED/);
});

test('an order waits for a pool that a hook has brought back, though its first process has ended', async () => {
  const watch = new FaultWatch();
  watch.bringBack('primary');
  const failure = await http.apply(benchAt(await freePort(), { state: 'gone', watch, within: 200 }), FAILBACK);
  expect(failure?.why).toMatch(/ECONNREFUSED/);
});

test('an order that is not answered is named with its phase and its bound', async () => {
  const bench = await served(() => () => {});
  const failure = await http.apply(bench, { ...FAILBACK, within: 150 });
  expect(failure?.why).toBe(
    '`http: POST primary/failback` of phase failback took too long: an answer did not come within 150 ms; if it needs more time: `within` beside it in the candidate file',
  );
});

test('an order that takes its own pool away need not be answered', async () => {
  const server = createServer((incoming) => incoming.socket.destroy()).listen(0, '127.0.0.1');
  servers.push(server);
  await once(server, 'listening');
  const bench = benchAt(portOf(server), { state: 'running' });
  expect(await http.apply(bench, { ...FAILBACK, takes: 'primary' })).toBeUndefined();
  expect((await http.apply(bench, FAILBACK))?.why).toMatch(/^POST primary\/failback failed/);
});

test('an order that is to take away a pool which has ended by itself says so', async () => {
  const bench = benchAt(await freePort(), { state: 'gone' });
  expect((await http.apply(bench, { ...FAILBACK, takes: 'primary' }))?.why).toMatch(
    /^POST primary\/failback failed: connect ECONNREFUSED .*; the primary had ended by itself before/,
  );
  expect((await http.apply(bench, FAILBACK))?.why).not.toMatch(/by itself/);
});

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const port = portOf(server);
  server.close();
  return port;
}

function portOf(server: Server): number {
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

function benchAt(
  port: number,
  options: { state: PoolState; notes?: string[]; watch?: FaultWatch; within?: number },
): FaultBench {
  const primary = poolAt('primary', { http: { host: '127.0.0.1', port }, state: options.state });
  return benchOf({ ...options, pools: { primary, backup: poolAt('backup', { state: 'running' }) } });
}

/** A server that writes as it is told, and then again whenever there is room. */
async function served(serve: (write: (text: string) => boolean) => () => void): Promise<FaultBench> {
  const server = createServer((_request, response) => {
    response.on(
      'drain',
      serve((text) => !response.destroyed && response.write(text)),
    );
  }).listen(0, '127.0.0.1');
  servers.push(server);
  await once(server, 'listening');
  return benchAt(portOf(server), { state: 'running' });
}
