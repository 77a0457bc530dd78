import { EventEmitter, once } from 'node:events';
import { afterEach, expect, test } from '@jest/globals';
import { type Admin, openAdmin } from '../../../src/reference/admin-interface.ts';
import { Pair } from '../../../src/reference/pair.ts';
import type { Settings } from '../../../src/reference/settings.ts';

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
    digest: ['SHA-256', 'MD5'],
    dialect: 'rfc5359',
    calls: 'proxy',
    retrieve: 'redirect',
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

test('A pool that is cut off learns that the other has taken over before it refuses to take the users back', async () => {
  let questions = 0;
  const backupAdmin = await admin({
    // The network carries nothing yet when the order comes.
    'GET /status': () => {
      questions += 1;
      return questions <= 4 ? { status: 503, body: {} } : { status: 200, body: { mode: 'failed-over' } };
    },
    'POST /peer/failback': () => ({ status: 200, body: {} }),
  });
  const primary = new Pair(settings('primary', backupAdmin.port));
  closers.push(() => primary.stop());
  // The first look: the pool serves the users as far as it knows.
  await primary.look();
  const modes: string[] = [];
  primary.watch(async (mode) => void modes.push(mode));
  const order = primary.routes(() => ({}))['POST /failback'];
  expect(await order?.('', new URLSearchParams())).toEqual({ status: 200, body: {} });
  expect([primary.mode, modes]).toEqual(['failback-resiliency', ['away', 'failback-resiliency']]);
});
