import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { afterEach, expect, test } from '@jest/globals';
import type { Stage } from '../../src/bench/drive/stage.ts';
import { http } from '../../src/bench/transition/admin.ts';

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
