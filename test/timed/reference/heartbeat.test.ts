import { expect, test } from '@jest/globals';
import { openAdmin } from '../../../src/reference/admin-interface.ts';
import { afterBeat, Heartbeat, UNSEEN } from '../../../src/reference/heartbeat.ts';
import { HttpClient } from '../../../src/reference/http-client.ts';
import type { PeerStatus } from '../../../src/reference/status.ts';

const STATUS: PeerStatus = {
  mode: 'standby',
  orbits: undefined,
  nextOrbit: 200,
  remembersUsAt: undefined,
  policy: undefined,
};

test('A peer is alive from its first answer, and one late answer does not change that', () => {
  const seen = afterBeat(UNSEEN, { kind: 'status', status: STATUS });
  expect(seen.alive).toBe(true);
  const late = afterBeat(seen, { kind: 'silent' });
  expect(late.alive).toBe(true);
  expect(afterBeat(late, { kind: 'silent' }).alive).toBe(false);
});

test('A peer whose port is closed is dead at once, and what it said last is remembered', () => {
  const seen = afterBeat(UNSEEN, { kind: 'status', status: STATUS });
  expect(afterBeat(seen, { kind: 'closed' })).toMatchObject({ alive: false, last: STATUS });
});

test('A peer that never answered does not come alive by being silent', () => {
  expect(afterBeat(UNSEEN, { kind: 'silent' }).alive).toBe(false);
});

test('The heartbeat hears the status of a peer over HTTP and notices its end', async () => {
  const admin = await openAdmin(
    { host: '127.0.0.1', port: 0 },
    {
      'GET /status': () => ({
        status: 200,
        body: { mode: 'failed-over', orbits: '200-299', nextOrbit: 203, peerNextOrbit: 7 },
      }),
    },
  );
  const client = new HttpClient({ host: '127.0.0.1', port: admin.port });
  const heard: PeerStatus[] = [];
  const heartbeat = new Heartbeat(client, () => (status) => heard.push(status));
  await heartbeat.check();
  expect(heard).toEqual([{ mode: 'failed-over', orbits: { first: 200, last: 299 }, nextOrbit: 203, remembersUsAt: 7 }]);
  expect(heartbeat.view.alive).toBe(true);
  await admin.close();
  await heartbeat.check();
  expect(heartbeat.view.alive).toBe(false);
  client.close();
});

test('A peer that answers something else than a status is not alive', async () => {
  const admin = await openAdmin(
    { host: '127.0.0.1', port: 0 },
    { 'GET /status': () => ({ status: 200, body: ['hello'] }) },
  );
  const client = new HttpClient({ host: '127.0.0.1', port: admin.port });
  const heartbeat = new Heartbeat(client, () => () => undefined);
  await heartbeat.check();
  expect(heartbeat.view.alive).toBe(false);
  client.close();
  await admin.close();
});
