import { EventEmitter, once } from 'node:events';
import { afterEach, expect, test } from '@jest/globals';
import { type Admin, openAdmin } from '../../src/reference/admin-interface.ts';
import { Pair } from '../../src/reference/pair.ts';
import type { Settings } from '../../src/reference/settings.ts';

const closers: Array<() => unknown> = [];

afterEach(async () => {
  await Promise.all(closers.splice(0).map((close) => close()));
});

function settings(pool: 'primary' | 'backup', peerHttp: number): Settings {
  const sip = { transport: 'udp', host: '127.0.0.1', port: 9 } as const;
  return {
    pool,
    sip,
    http: 0,
    peer: { sip, http: peerHttp },
    orbits: { first: 100, last: 199 },
    domain: 'park.example',
    password: undefined,
    pickupTimeout: 1000,
    pickupAttempts: 1,
    timeoutTarget: undefined,
    ring: 1000,
    music: undefined,
    defect: undefined,
  };
}

async function admin(routes: Parameters<typeof openAdmin>[1]): Promise<Admin> {
  const opened = await openAdmin({ host: '127.0.0.1', port: 0 }, routes);
  closers.push(() => opened.close());
  return opened;
}

test('A pool that says that it is here is looked at by its peer at once', async () => {
  const primaryAdmin = await admin({ 'GET /status': () => ({ status: 200, body: { mode: 'home' } }) });
  // Without `watch` it never looks by itself.
  const backup = new Pair(settings('backup', primaryAdmin.port));
  const ear = new EventEmitter();
  const answered = once(ear, 'asked');
  const routes = backup.routes(() => {
    ear.emit('asked');
    return {};
  });
  const backupAdmin = await admin(routes);
  const primary = new Pair(settings('primary', backupAdmin.port));
  closers.push(
    () => backup.stop(),
    () => primary.stop(),
  );
  expect(backup.peer.alive).toBe(false);
  void primary.announce();
  await answered;
  expect([backup.peer.alive, backup.peer.last?.mode]).toEqual([true, 'home']);
});
