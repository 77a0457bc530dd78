/** The parker of a call that nobody picks up is rung. The pools wait on a clock that the tests move. */
import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import type { IncomingRefer } from '../../../src/sip/ua/user-agent.ts';
import type { Pool } from '../../../src/reference/reference-pool.ts';
import { holdTimeouts, passTime } from '../held-timeouts.ts';
import {
  closeBed,
  dialInVain,
  openPair,
  parkedCall,
  type Phone,
  phonesAt,
  register,
  statusOf,
  takeOver,
  tell,
  until,
} from './bed.ts';

beforeEach(holdTimeouts);
afterEach(async () => {
  jest.useRealTimers();
  await closeBed();
});

/** When the pool has answered this, all that it had to send to the phone before has arrived. */
async function heardAll(who: Phone, pool: Pool): Promise<void> {
  expect(statusOf(await register(who, pool))).toBe(200);
}

/** Counts the calls that a phone refuses. */
function declining(who: Phone): { rings: number } {
  const count = { rings: 0 };
  who.whenCalled = (invite) => {
    count.rings += 1;
    invite.reject(486);
  };
  return count;
}

describe('a call that nobody picks up', () => {
  test('comes back to the parker, who then talks to the parkee without the pool', async () => {
    const { primary } = await openPair({ primary: { pickupTimeout: 100 } });
    const { alice, bob } = await phonesAt(primary, 'alice', 'bob');
    const { leg } = await parkedCall(alice, bob, primary);
    passTime(100);
    await until(() => primary.status().parked.length === 0);
    const [alices, bobs] = [alice.sessions.at(-1)!, bob.sessions.at(-1)!];
    await until(() => leg.state === 'ended' && bob.sessions.filter(({ state }) => state === 'confirmed').length === 1);
    expect([alices.state, bobs.state]).toEqual(['confirmed', 'confirmed']);
    expect([alices.callId, alices.remoteTarget]).toEqual([bobs.callId, bob.ua.contact]);
    expect(alices.role).toBe('uac');
  });

  test('is offered to the parker as often as the settings say, then to the timeout target', async () => {
    const { primary } = await openPair({ primary: { pickupTimeout: 100, pickupAttempts: 2, timeoutTarget: 'carol' } });
    const { alice, bob, carol } = await phonesAt(primary, 'alice', 'bob', 'carol');
    const { leg } = await parkedCall(alice, bob, primary);
    const bobs = declining(bob);
    for (const rings of [1, 2]) {
      passTime(100);
      await until(() => bobs.rings === rings);
      await heardAll(bob, primary);
    }
    await until(() => carol.sessions.some(({ remoteTarget }) => remoteTarget === alice.ua.contact));
    expect(bobs.rings).toBe(2);
    await until(() => leg.state === 'ended' && primary.status().parked.length === 0);
    expect(carol.sessions.filter(({ state }) => state === 'confirmed')).toHaveLength(1);
  });

  test('waits a whole pickup timeout before each ring', async () => {
    const { primary } = await openPair({ primary: { pickupTimeout: 150, pickupAttempts: 2 } });
    const { alice, bob } = await phonesAt(primary, 'alice', 'bob');
    const { leg } = await parkedCall(alice, bob, primary);
    const bobs = declining(bob);
    for (const rings of [0, 1]) {
      passTime(149);
      await heardAll(bob, primary);
      expect(bobs.rings).toBe(rings);
      passTime(1);
      await until(() => bobs.rings === rings + 1);
      await heardAll(bob, primary);
    }
    await until(() => leg.state === 'ended');
  });

  test('is disconnected when the timeout target does not want it', async () => {
    const { primary } = await openPair({ primary: { pickupTimeout: 100, timeoutTarget: 'carol' } });
    const { alice, bob, carol } = await phonesAt(primary, 'alice', 'bob', 'carol');
    const { leg } = await parkedCall(alice, bob, primary);
    const [bobs, carols] = [declining(bob), declining(carol)];
    passTime(100);
    await until(() => leg.state === 'ended');
    expect([bobs.rings, carols.rings]).toEqual([1, 1]);
    expect(alice.heard.some((line) => line.startsWith('BYE '))).toBe(true);
    expect(primary.status().parked).toEqual([]);
  });

  test('is not answered by a phone that rings on: it is given up', async () => {
    const { primary } = await openPair({ primary: { pickupTimeout: 50, ring: 100 } });
    const { alice, bob } = await phonesAt(primary, 'alice', 'bob');
    const { leg } = await parkedCall(alice, bob, primary);
    let [rings, gaveUp] = [false, false];
    bob.whenCalled = (invite) => {
      rings = true;
      invite.onCancelled = () => {
        gaveUp = true;
      };
      invite.ring();
    };
    passTime(50);
    await until(() => rings);
    await heardAll(bob, primary);
    passTime(99);
    await heardAll(bob, primary);
    expect(gaveUp).toBe(false);
    passTime(1);
    await until(() => leg.state === 'ended');
    expect(gaveUp).toBe(true);
  });

  test('is handed over by a phone whose last report has a bad parameter, as that of linphone has', async () => {
    const { primary } = await openPair({ primary: { pickupTimeout: 100 } });
    const { alice, bob } = await phonesAt(primary, 'alice', 'bob');
    const { leg } = await parkedCall(alice, bob, primary);
    const follow = async (refer: IncomingRefer): Promise<void> => {
      refer.accept();
      await takeOver(alice, refer.referTo.raw);
      const headers = [
        ['Event', 'refer'],
        ['Subscription-State', 'terminated;reason=reason=noresource'],
        ['Content-Type', 'message/sipfrag'],
      ] as const;
      await leg.request('NOTIFY', { headers, body: Buffer.from('SIP/2.0 200 OK\r\n') });
    };
    leg.onRefer = (refer) => void follow(refer);
    passTime(100);
    await until(() => primary.status().parked.length === 0);
    await until(() => leg.state === 'ended');
    expect(alice.sessions.at(-1)).toMatchObject({ state: 'confirmed', remoteTarget: bob.ua.contact });
    await until(() => bob.sessions.filter(({ state }) => state === 'confirmed').length === 1);
  });

  test('is taken back from the parker when the parkee does not want to be handed over', async () => {
    const { primary } = await openPair({ primary: { pickupTimeout: 100, timeoutTarget: 'carol' } });
    const { alice, bob, carol } = await phonesAt(primary, 'alice', 'bob', 'carol');
    const carols = declining(carol);
    const { leg } = await parkedCall(alice, bob, primary);
    leg.onRefer = (refer) => {
      const notifier = refer.accept();
      notifier.trying();
      notifier.notify(603);
    };
    passTime(100);
    await until(() => leg.state === 'ended');
    await until(() => bob.sessions.length === 2 && bob.sessions.every(({ state }) => state === 'ended'));
    expect(carols.rings).toBe(1);
    expect(primary.status().parked).toEqual([]);
  });

  test('is found through the peer when the parker has moved there', async () => {
    const { primary, backup } = await openPair({ backup: { pickupTimeout: 500 } });
    await tell(backup, '/failover');
    await tell(backup, '/failover/complete');
    const { alice, bob } = await phonesAt(backup, 'alice', 'bob');
    await parkedCall(alice, bob, backup);
    await until(() => primary.status().mode === 'away');
    await tell(primary, '/failback');
    await register(bob, primary);
    await tell(primary, '/failback/complete');
    expect(backup.status()).toMatchObject({ mode: 'standby', registered: [], parked: ['200'] });
    passTime(500);
    await until(() => backup.status().parked.length === 0);
    const bobs = bob.sessions.filter(({ state }) => state === 'confirmed');
    expect(bobs.map(({ remoteTarget }) => remoteTarget)).toEqual([alice.ua.contact]);
  });
});

describe('a call that is picked up while the parker is being rung', () => {
  test('belongs to the retriever, and the parker stops ringing', async () => {
    const { primary } = await openPair({ primary: { pickupTimeout: 50 } });
    const { alice, bob, carol } = await phonesAt(primary, 'alice', 'bob', 'carol');
    const { orbit } = await parkedCall(alice, bob, primary);
    let [rings, stopped] = [false, false];
    bob.whenCalled = (invite) => {
      rings = true;
      invite.onCancelled = () => {
        stopped = true;
      };
      invite.ring();
    };
    passTime(50);
    await until(() => rings);
    const { contact } = await dialInVain(carol, orbit, primary);
    expect(await takeOver(carol, contact!)).toMatchObject({ state: 'confirmed' });
    await until(() => stopped && primary.status().parked.length === 0);
  });
});

test('A retrieved call is not rung back', async () => {
  const { primary } = await openPair({ primary: { pickupTimeout: 150 } });
  const { alice, bob, carol } = await phonesAt(primary, 'alice', 'bob', 'carol');
  const { orbit } = await parkedCall(alice, bob, primary);
  const { contact } = await dialInVain(carol, orbit, primary);
  await takeOver(carol, contact!);
  const before = bob.heard.filter((line) => line.startsWith('INVITE ')).length;
  passTime(300);
  await heardAll(bob, primary);
  expect(bob.heard.filter((line) => line.startsWith('INVITE '))).toHaveLength(before);
});
