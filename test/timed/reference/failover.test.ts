import { afterEach, describe, expect, test } from '@jest/globals';
import { header } from '../../../src/sip/message/headers.ts';
import type { Pool } from '../../../src/reference/reference-pool.ts';
import {
  closeBed,
  connect,
  dialInVain,
  modes,
  openPair,
  park,
  parkedCall,
  type Phone,
  phone,
  phonesAt,
  register,
  statusOf,
  takeOver,
  tell,
  type TestPair,
  until,
} from './bed.ts';

afterEach(closeBed);

async function announced(who: Phone, pool: Pool): Promise<string | undefined> {
  const outcome = await register(who, pool);
  return outcome.kind === 'response' ? header(outcome.response, 'Presence-State') : undefined;
}

/** The backup serves all users; the primary is gone. */
async function failedOver(pair: TestPair): Promise<void> {
  await pair.primary.close();
  await tell(pair.backup, '/failover');
  await tell(pair.backup, '/failover/complete');
}

describe('the pair in normal service', () => {
  test('is served by the primary alone', async () => {
    const pair = await openPair();
    expect(modes(pair)).toEqual(['home', 'standby']);
    expect(pair.primary.status()).toMatchObject({ pool: 'primary', service: 'full-service', peer: 'alive' });
    expect(pair.backup.status()).toMatchObject({ pool: 'backup', service: 'standby', orbits: '200-299' });
  });

  test('does not park on the backup', async () => {
    const { primary, backup } = await openPair();
    const { alice, bob } = await phonesAt(primary, 'alice', 'bob');
    const [, bobs] = await connect(alice, bob, primary);
    expect(await park(bob, bobs, backup)).toMatchObject({ accepted: 503, final: undefined });
  });

  test('answers commands that make no sense now with 409', async () => {
    const { primary, backup } = await openPair();
    expect((await tell(primary, '/failover')).status).toBe(409);
    expect((await tell(primary, '/failback')).status).toBe(409);
    expect((await tell(backup, '/failover/complete')).status).toBe(409);
    expect((await tell(backup, '/failback')).status).toBe(409);
    expect((await tell(backup, '/no-such-order')).status).toBe(404);
  });
});

describe('while users fail over', () => {
  test('the backup announces resiliency mode, and full service when failover completes', async () => {
    const { primary, backup } = await openPair();
    await primary.close();
    expect(await tell(backup, '/failover')).toMatchObject({ status: 200, body: { service: 'resiliency' } });
    const alice = await phone('alice');
    expect(await announced(alice, backup)).toMatch(/is-connected-to-primary="no";user-services-state=unavailable$/);
    expect(await tell(backup, '/failover/complete')).toMatchObject({ status: 200, body: { service: 'full-service' } });
    expect(await announced(alice, backup)).toMatch(/is-connected-to-primary="no"$/);
  });

  test('a call can be made but not parked, and no orbit is used up', async () => {
    const { primary, backup } = await openPair();
    await primary.close();
    await tell(backup, '/failover');
    const { alice, bob } = await phonesAt(backup, 'alice', 'bob');
    const [alices, bobs] = await connect(alice, bob, backup);
    const refused = await park(bob, bobs, backup);
    expect(refused).toMatchObject({ accepted: 503, final: undefined });
    expect(refused.warning).toMatch(
      /^399 127\.0\.0\.1:\d+ "resiliency mode: calls can be parked when failover completes"$/,
    );
    expect([alices.state, bobs.state]).toEqual(['confirmed', 'confirmed']);
    expect(backup.status()).toMatchObject({ parked: [], nextOrbit: 200 });
    await tell(backup, '/failover/complete');
    expect((await park(bob, bobs, backup)).orbit).toBe('200');
  });

  test('a primary that is still alive notices, and lets go of users and of parked calls', async () => {
    const { primary, backup } = await openPair();
    const { alice, bob } = await phonesAt(primary, 'alice', 'bob');
    const { orbit, leg } = await parkedCall(alice, bob, primary);
    await tell(backup, '/failover');
    await until(() => primary.status().mode === 'away');
    await until(() => leg.state === 'ended');
    expect(primary.status()).toMatchObject({ registered: [], parked: [], service: 'standby' });
    expect(await dialInVain(bob, orbit, primary)).toMatchObject({ status: 404 });
  });

  test('a primary whose backup restarts before anything else happens comes home', async () => {
    const pair = await openPair();
    await tell(pair.backup, '/failover');
    await until(() => pair.primary.status().mode === 'away');
    await pair.backup.close();
    await pair.reopen('backup');
    await until(() => pair.primary.status().mode === 'home');
    expect(modes(pair)).toEqual(['home', 'standby']);
  });
});

describe('a primary that was dead', () => {
  test('comes back without users and without parked calls, and sends users to the backup', async () => {
    const pair = await openPair();
    await parkedCall(...(Object.values(await phonesAt(pair.primary, 'alice', 'bob')) as [Phone, Phone]), pair.primary);
    await failedOver(pair);
    const primary = await pair.reopen('primary');
    expect(primary.status()).toMatchObject({ mode: 'away', registered: [], parked: [] });
    const alice = await phone('alice');
    expect(statusOf(await register(alice, primary))).toBe(302);
    expect(await dialInVain(alice, '100', primary)).toMatchObject({ status: 404 });
  });

  test('does not use again the orbits that it had given away', async () => {
    const pair = await openPair();
    const { alice, bob } = await phonesAt(pair.primary, 'alice', 'bob');
    await parkedCall(alice, bob, pair.primary);
    await failedOver(pair);
    const primary = await pair.reopen('primary');
    expect(primary.status().nextOrbit).toBeGreaterThan(100);
  });

  test('is home at once when nobody has taken over meanwhile', async () => {
    const pair = await openPair();
    await pair.primary.close();
    await pair.reopen('primary');
    expect(modes(pair)).toEqual(['home', 'standby']);
  });
});

describe('while users fail back', () => {
  test('neither pool parks, and each says why; what is parked on the backup stays there', async () => {
    const pair = await openPair();
    await failedOver(pair);
    const { alice, bob, carol, dave } = await phonesAt(pair.backup, 'alice', 'bob', 'carol', 'dave');
    const { orbit, leg } = await parkedCall(alice, bob, pair.backup);
    await until(() => pair.backup.status().peer === 'dead');
    const primary = await pair.reopen('primary');
    expect(await tell(primary, '/failback')).toMatchObject({ status: 200, body: { mode: 'failback-resiliency' } });
    expect(pair.backup.status().peer).toBe('alive');
    expect(modes(pair)).toEqual(['failback-resiliency', 'handing-back']);

    expect(statusOf(await register(carol, pair.backup))).toBe(302);
    expect(await announced(carol, primary)).toMatch(/is-connected-to-primary="yes";user-services-state=unavailable$/);
    await register(dave, primary);
    const [, daves] = await connect(carol, dave, primary);
    const refused = await Promise.all([park(dave, daves, primary), park(dave, daves, pair.backup)]);
    expect(refused.map(({ accepted }) => accepted)).toEqual([503, 503]);
    expect(refused[0]?.warning).toContain('resiliency mode: calls can be parked when failback completes');

    expect(await tell(primary, '/failback/complete')).toMatchObject({ status: 200, body: { service: 'full-service' } });
    expect(modes(pair)).toEqual(['home', 'standby']);
    expect([leg.state, pair.backup.status().parked]).toEqual(['confirmed', [orbit]]);
    expect((await park(dave, daves, primary)).orbit).toMatch(/^1\d\d$/);

    const { contact } = await dialInVain(carol, orbit, pair.backup);
    expect(await takeOver(carol, contact!)).toMatchObject({ state: 'confirmed' });
    await until(() => leg.state === 'ended' && pair.backup.status().parked.length === 0);
  });

  test('users of both pools can call each other', async () => {
    const pair = await openPair();
    await failedOver(pair);
    const { alice, bob } = await phonesAt(pair.backup, 'alice', 'bob');
    const primary = await pair.reopen('primary');
    await tell(primary, '/failback');
    await register(alice, primary);
    await connect(alice, bob, primary);
    await connect(bob, alice, pair.backup);
    expect(await dialInVain(alice, 'zoe', primary)).toMatchObject({ status: 404 });
  });

  test('a failback may be begun while the primary does not know yet that it was superseded', async () => {
    const pair = await openPair();
    await tell(pair.backup, '/failover');
    expect(await tell(pair.primary, '/failback')).toMatchObject({ status: 200 });
    expect(modes(pair)).toEqual(['failback-resiliency', 'handing-back']);
  });

  test('a primary that dies and restarts goes on with the failback', async () => {
    const pair = await openPair();
    await failedOver(pair);
    await tell(await pair.reopen('primary'), '/failback');
    await pair.primary.close();
    expect((await pair.reopen('primary')).status().mode).toBe('failback-resiliency');
  });

  test('a backup that is dead needs no telling', async () => {
    const pair = await openPair();
    await failedOver(pair);
    const primary = await pair.reopen('primary');
    await pair.backup.close();
    await until(() => primary.status().peer === 'dead');
    expect(statusOf(await register(await phone('alice'), primary))).toBe(503);
    await tell(primary, '/failback');
    expect(await tell(primary, '/failback/complete')).toMatchObject({ status: 200, body: { mode: 'home' } });
  });
});

test('The pair can fail over and back again and again', async () => {
  const pair = await openPair();
  for (let round = 1; round <= 3; round += 1) {
    /* oxlint-disable no-await-in-loop -- rounds follow each other */
    await failedOver(pair);
    await pair.reopen('primary');
    await tell(pair.primary, '/failback');
    await tell(pair.primary, '/failback/complete');
    expect(modes(pair)).toEqual(['home', 'standby']);
    /* oxlint-enable no-await-in-loop */
  }
  const { alice, bob } = await phonesAt(pair.primary, 'alice', 'bob');
  await parkedCall(alice, bob, pair.primary);
});
