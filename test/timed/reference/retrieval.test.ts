import { afterEach, describe, expect, test } from '@jest/globals';
import { type DialogInfo, parseDialogInfo } from '../../../src/sip/dialog-info.ts';
import { header } from '../../../src/sip/message/headers.ts';
import type { SipRequest } from '../../../src/sip/message/message.ts';
import { takeoverUri } from '../../../src/reference/takeover-uri.ts';
import type { Pool } from '../../../src/reference/reference-pool.ts';
import {
  closeBed,
  dialInVain,
  openPair,
  parkedCall,
  type Phone,
  phonesAt,
  statusOf,
  takeOver,
  tell,
  until,
} from './bed.ts';

afterEach(closeBed);

function subscribe(who: Phone, user: string, pool: Pool, expires: number) {
  const subscription = who.ua.subscribe({
    uri: `sip:${user}@park.example`,
    next: pool.sip,
    event: 'dialog',
    expires,
    accept: 'application/dialog-info+xml',
  });
  const documents: DialogInfo[] = [];
  subscription.onNotify = (request) => documents.push(document(request));
  return { subscription, documents };
}

/** One look at an orbit, or at all of them as user `park`. */
async function lookUp(who: Phone, user: string, pool: Pool): Promise<DialogInfo> {
  const notify = await subscribe(who, user, pool, 0).subscription.first;
  expect(header(notify!, 'Subscription-State')).toBe('terminated;reason=timeout');
  return document(notify!);
}

function document(request: SipRequest): DialogInfo {
  const info = parseDialogInfo(request.body);
  if (info === undefined) throw new Error('no dialog-info');
  return info;
}

describe('an orbit that is looked up', () => {
  test('shows the parked dialog, the parkee and the number', async () => {
    const { primary } = await openPair();
    const { alice, bob, carol } = await phonesAt(primary, 'alice', 'bob', 'carol');
    const { orbit, leg } = await parkedCall(alice, bob, primary);
    const info = await lookUp(carol, orbit, primary);
    expect(info).toMatchObject({ state: 'full', entity: `sip:${orbit}@park.example` });
    expect(info.dialogs).toEqual([
      {
        id: 'orbit-100',
        callId: leg.callId,
        localTag: leg.remoteTag,
        remoteTag: leg.localTag,
        direction: 'initiator',
        state: 'confirmed',
        localTarget: `sip:100@127.0.0.1:${primary.sip.port}`,
        remoteTarget: alice.ua.contact,
      },
    ]);
  });

  test('shows nothing when it is empty, and all orbits are shown at the park address', async () => {
    const { primary } = await openPair();
    const { alice, bob, carol, dave } = await phonesAt(primary, 'alice', 'bob', 'carol', 'dave');
    await parkedCall(alice, bob, primary);
    await parkedCall(carol, dave, primary);
    expect((await lookUp(bob, '107', primary)).dialogs).toEqual([]);
    expect((await lookUp(bob, '101', primary)).dialogs.map(({ id }) => id)).toEqual(['orbit-101']);
    expect((await lookUp(bob, 'park', primary)).dialogs.map(({ id }) => id)).toEqual(['orbit-100', 'orbit-101']);
  });

  test('is watched: every change is told, with rising versions', async () => {
    const { primary } = await openPair();
    const { alice, bob, carol } = await phonesAt(primary, 'alice', 'bob', 'carol');
    const one = subscribe(carol, '100', primary, 60);
    const other = subscribe(carol, '150', primary, 60);
    await until(() => one.documents.length === 1 && other.documents.length === 1);
    const { leg } = await parkedCall(alice, bob, primary);
    await leg.bye();
    await until(() => one.documents.length === 3);
    expect(one.documents.map(({ version }) => version)).toEqual([0, 1, 2]);
    expect(one.documents.map(({ dialogs }) => dialogs.map(({ state, event }) => [state, event]))).toEqual([
      [],
      [['confirmed', undefined]],
      [['terminated', 'remote-bye']],
    ]);
    expect(other.documents).toHaveLength(1);
  });

  test('has no state of another event package', async () => {
    const { primary } = await openPair();
    const { carol } = await phonesAt(primary, 'carol');
    const subscription = carol.ua.subscribe({
      uri: 'sip:100@park.example',
      next: primary.sip,
      event: 'presence',
      expires: 0,
      accept: 'application/pidf+xml',
    });
    expect(statusOf(await subscription.accepted)).toBe(489);
  });
});

describe('a parked call', () => {
  test('is retrieved by calling the parkee in place of the pool, which frees the orbit', async () => {
    const { primary } = await openPair();
    const { alice, bob, carol } = await phonesAt(primary, 'alice', 'bob', 'carol');
    const { orbit, leg } = await parkedCall(alice, bob, primary);
    const [shown] = (await lookUp(carol, orbit, primary)).dialogs;
    const replaces = `${shown?.callId};to-tag=${shown?.remoteTag};from-tag=${shown?.localTag}`;
    const got = await takeOver(carol, takeoverUri(shown?.remoteTarget ?? '', replaces));
    expect(got).toMatchObject({ state: 'confirmed', remoteTarget: alice.ua.contact });
    await until(() => leg.state === 'ended' && primary.status().parked.length === 0);
    expect((await lookUp(carol, orbit, primary)).dialogs).toEqual([]);
  });

  test('is retrieved by dialling the orbit, which leads to the parkee', async () => {
    const { primary } = await openPair();
    const { alice, bob, carol, dave } = await phonesAt(primary, 'alice', 'bob', 'carol', 'dave');
    const { orbit, leg } = await parkedCall(alice, bob, primary);
    const { status, contact } = await dialInVain(carol, orbit, primary);
    expect(status).toBe(302);
    expect(contact).toContain('Require=replaces');
    expect(await takeOver(carol, contact!)).toMatchObject({ state: 'confirmed' });
    await until(() => leg.state === 'ended' && primary.status().parked.length === 0);
    expect(await dialInVain(dave, orbit, primary)).toMatchObject({ status: 404 });
    expect(await takeOver(dave, contact!)).toBe('603');
  });

  test('stays parked when a retrieval fails', async () => {
    const { primary } = await openPair();
    const { alice, bob, carol } = await phonesAt(primary, 'alice', 'bob', 'carol');
    const { orbit, leg } = await parkedCall(alice, bob, primary);
    expect(await takeOver(carol, takeoverUri(alice.ua.contact, 'another;to-tag=1;from-tag=2'))).toBe('481');
    expect([leg.state, primary.status().parked]).toEqual(['confirmed', [orbit]]);
  });

  test('is not handed out by the pool itself to an INVITE with Replaces', async () => {
    const { primary } = await openPair();
    const { alice, bob, carol } = await phonesAt(primary, 'alice', 'bob', 'carol');
    const { leg } = await parkedCall(alice, bob, primary);
    const atPool = takeoverUri(`sip:100@127.0.0.1:${primary.sip.port}`, leg.replacesHeader());
    expect(await takeOver(carol, atPool)).toBe('403');
    expect(leg.state).toBe('confirmed');
  });
});

describe('an orbit that is not here', () => {
  test("is answered 404 when it is one of ours and empty, or nobody's", async () => {
    const { primary } = await openPair();
    const { carol } = await phonesAt(primary, 'carol');
    expect(await dialInVain(carol, '150', primary)).toMatchObject({ status: 404 });
    expect(await dialInVain(carol, '350', primary)).toMatchObject({ status: 404 });
  });

  test('is redirected to the peer, whose call is found there', async () => {
    const pair = await openPair();
    const { primary, backup } = pair;
    await tell(backup, '/failover');
    await tell(backup, '/failover/complete');
    const { alice, bob, carol } = await phonesAt(backup, 'alice', 'bob', 'carol');
    const { orbit } = await parkedCall(alice, bob, backup);
    expect(orbit).toBe('200');
    expect(await dialInVain(carol, orbit, primary)).toMatchObject({
      status: 302,
      contact: `<sip:200@127.0.0.1:${backup.sip.port}>`,
    });
    const shown = await lookUp(carol, orbit, primary);
    expect(shown.dialogs).toMatchObject([{ id: 'orbit-200' }]);
    expect(await dialInVain(carol, orbit, backup)).toMatchObject({ status: 302 });
  });

  test('is out of reach while the peer is dead', async () => {
    const { primary, backup } = await openPair();
    const { carol } = await phonesAt(primary, 'carol');
    await backup.close();
    await until(() => primary.status().peer === 'dead');
    expect(await dialInVain(carol, '200', primary)).toMatchObject({ status: 480 });
    expect(statusOf(await subscribe(carol, '200', primary, 0).subscription.accepted)).toBe(480);
  });
});

test('Over TCP a call is parked, found, retrieved, and rung back as well', async () => {
  const { primary } = await openPair({ transport: 'tcp', primary: { pickupTimeout: 300 } });
  const { alice, bob, carol } = await phonesAt(primary, 'alice', 'bob', 'carol');
  const first = await parkedCall(alice, bob, primary);
  const { contact } = await dialInVain(carol, first.orbit, primary);
  expect(contact).toContain(';transport=tcp?Replaces=');
  expect(await takeOver(carol, contact!)).toMatchObject({ state: 'confirmed' });
  await carol.sessions.at(-1)?.bye();
  const second = await parkedCall(alice, bob, primary);
  await until(() => second.leg.state === 'ended');
  expect(bob.sessions.at(-1)).toMatchObject({ state: 'confirmed', remoteTarget: alice.ua.contact });
});
