/** The calls of a pool as its peer remembers them. */
import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import { afterEach, expect, jest, test } from '@jest/globals';
import { JoinedCallCopies } from '../../../src/reference/joined-call-copies.ts';
import type { PoolContext } from '../../../src/reference/pool-context.ts';
import { holdTimeouts } from '../held-timeouts.ts';
import { inTime } from '../patience.ts';

const servers: Server[] = [];
afterEach(() => {
  jest.useRealTimers();
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

test('are taken without the word of a peer that is seen to be dead while it is asked', async () => {
  let alive = true;
  // A pool that stands still: it takes connections, and answers nothing.
  const server = createServer(() => {
    alive = false;
  });
  servers.push(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  const peer = { sip: { transport: 'udp', host: '127.0.0.1', port: 5060 }, http: port };
  const pool = { settings: { peer }, peerAlive: () => alive } as unknown as PoolContext;
  const copies = new JoinedCallCopies(pool, { release: async () => [], goOn: async () => {} });
  await copies.routes['POST /peer/joined/keep']?.('{"id":"one"}', new URLSearchParams());
  // A peer that is not known to be dead is waited for until a timeout, and that never comes.
  holdTimeouts();
  expect(await inTime(copies.take(), 3_000)).toEqual([{ id: 'one' }]);
  expect(alive).toBe(false);
  await copies.close();
});
