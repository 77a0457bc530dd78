import { afterEach, describe, expect, test } from '@jest/globals';
import { audioOf } from '../../../src/sip/sdp.ts';
import { closeBed, connect, dial, earOf, openPair, park, parkedCall, phone, phonesAt, statusOf, until } from './bed.ts';

afterEach(closeBed);

describe('parking a call', () => {
  test('takes the parkee over, tells the parker the orbit, and ends the call of the two', async () => {
    const { primary } = await openPair();
    const { alice, bob } = await phonesAt(primary, 'alice', 'bob');
    const [alices, bobs] = await connect(alice, bob, primary);
    const parked = await park(bob, bobs, primary);
    expect(parked).toMatchObject({ accepted: 200, orbit: '100', final: { status: 200 } });
    await until(() => bobs.state === 'ended' && alices.state === 'ended');
    const leg = alice.sessions.at(-1)!;
    expect(leg.state).toBe('confirmed');
    expect(audioOf(leg.remoteSdp!)?.direction).toBe('sendonly');
    expect(primary.status()).toMatchObject({ parked: ['100'], nextOrbit: 101 });
    const said = new Map(parked.final?.headers.map(({ name, value }) => [name, value]));
    expect(said.get('Call-ID')).toBe(leg.callId);
    expect(said.get('From')).toBe(`<sip:park@park.example>;tag=${leg.remoteTag}`);
    expect(said.get('To')).toBe(`<${alice.ua.contact}>;tag=${leg.localTag}`);
    expect(said.get('Contact')).toBe(`<sip:100@127.0.0.1:${primary.sip.port}>`);
  });

  test("gives the parkee the pool's music until the call leaves the orbit", async () => {
    const { primary } = await openPair({ primary: { music: 2_050 } });
    const { alice, bob } = await phonesAt(primary, 'alice', 'bob');
    const ear = await earOf(alice, 2_050);
    const { leg } = await parkedCall(alice, bob, primary);
    expect(await ear.listen('music', 5, 20_000)).toBe(true);
    await leg.bye();
    expect(await ear.listenForEnd('music', 150, 2_000)).toBe(true);
  });

  test('answers a parkee that puts the pool on hold, and plays on when it is back', async () => {
    const { primary } = await openPair();
    const { alice, bob } = await phonesAt(primary, 'alice', 'bob');
    const ear = await earOf(alice, 1_750);
    const { leg } = await parkedCall(alice, bob, primary);
    const offer = (direction: 'sendonly' | 'sendrecv') => ({
      ...leg.localSdp,
      media: leg.localSdp.media.map((media) => ({
        ...media,
        lines: [
          ...media.lines.filter(({ value }) => !/^(send|recv|inactive)/.test(value)),
          { type: 'a', value: direction },
        ],
      })),
    });
    expect(statusOf(await leg.reinvite(offer('sendonly')))).toBe(200);
    expect(audioOf(leg.remoteSdp!)?.direction).toBe('inactive');
    expect(await ear.listenForEnd('music', 150, 2_000)).toBe(true);
    expect(statusOf(await leg.reinvite(offer('sendrecv')))).toBe(200);
    expect(audioOf(leg.remoteSdp!)?.direction).toBe('sendonly');
    expect(await ear.listen('music', 3, 20_000)).toBe(true);
  });

  test('tells the parkee who asked for it', async () => {
    const { primary } = await openPair();
    const { alice, bob } = await phonesAt(primary, 'alice', 'bob');
    const [, bobs] = await connect(alice, bob, primary);
    const invites: string[] = [];
    const answer = alice.whenCalled;
    alice.whenCalled = (invite) => {
      invites.push(...invite.request.headers.map(({ name, value }) => `${name}: ${value}`));
      answer(invite);
    };
    await park(bob, bobs, primary);
    expect(invites).toContain('Referred-By: <sip:bob@park.example>');
    expect(invites).toContain('Require: replaces');
    expect(invites).toContain(`Replaces: ${bobs.replacesHeader()}`);
  });

  test('frees the orbit when the parkee hangs up, and does not use it for the next call', async () => {
    const { primary } = await openPair();
    const { alice, bob } = await phonesAt(primary, 'alice', 'bob');
    const { leg } = await parkedCall(alice, bob, primary);
    await leg.bye();
    await until(() => primary.status().parked.length === 0);
    expect((await parkedCall(alice, bob, primary)).orbit).toBe('101');
  });

  test('gives the only orbit of its range again once that is free', async () => {
    const { primary } = await openPair({ primary: { orbits: { first: 700, last: 700 } } });
    const { alice, bob } = await phonesAt(primary, 'alice', 'bob');
    const { leg } = await parkedCall(alice, bob, primary);
    await leg.bye();
    expect((await parkedCall(alice, bob, primary)).orbit).toBe('700');
  });

  test('finds an orbit for each of several calls at once', async () => {
    const { primary } = await openPair();
    const { alice, bob, carol, dave } = await phonesAt(primary, 'alice', 'bob', 'carol', 'dave');
    const [first, second] = [await connect(alice, bob, primary), await connect(carol, dave, primary)];
    const parked = await Promise.all([park(bob, first[1], primary), park(dave, second[1], primary)]);
    expect(parked.map(({ orbit }) => orbit)).toEqual(expect.arrayContaining(['100', '101']));
  });
});

describe('a call that cannot be parked', () => {
  test('is refused with 503 when every orbit is in use, and stays as it is', async () => {
    const { primary } = await openPair({ primary: { orbits: { first: 700, last: 700 } } });
    const { alice, bob, carol, dave } = await phonesAt(primary, 'alice', 'bob', 'carol', 'dave');
    await parkedCall(alice, bob, primary);
    const [carols, daves] = await connect(carol, dave, primary);
    const refused = await park(dave, daves, primary);
    expect(refused).toMatchObject({ accepted: 503, final: undefined });
    expect(refused.warning).toContain('every orbit is in use');
    expect([carols.state, daves.state]).toEqual(['confirmed', 'confirmed']);
  });

  test('leaves no orbit in use when the parkee does not know the call', async () => {
    const { primary } = await openPair({ primary: { orbits: { first: 700, last: 700 } } });
    const { alice, bob } = await phonesAt(primary, 'alice', 'bob');
    const [, bobs] = await connect(alice, bob, primary);
    await bobs.bye();
    await until(() => alice.sessions[0]?.state === 'ended');
    const failed = await park(bob, bobs, primary);
    expect(failed).toMatchObject({ accepted: 200, orbit: undefined, final: { status: 603 } });
    expect(primary.status().parked).toEqual([]);
    expect((await parkedCall(alice, bob, primary)).orbit).toBe('700');
  });

  test('is given up when the phone of the parkee is silent', async () => {
    const { primary } = await openPair();
    const { alice, bob } = await phonesAt(primary, 'alice', 'bob');
    const [, bobs] = await connect(alice, bob, primary);
    alice.endpoint.onRequest = () => undefined;
    const failed = await park(bob, bobs, primary);
    expect(failed.final?.status).toBe(408);
    expect(primary.status().parked).toEqual([]);
  });

  test('is refused while it is being parked already', async () => {
    const { primary } = await openPair();
    const { alice, bob } = await phonesAt(primary, 'alice', 'bob');
    const [, bobs] = await connect(alice, bob, primary);
    const answer = alice.whenCalled;
    let second: ReturnType<typeof park> | undefined;
    alice.whenCalled = (invite) => {
      second = park(bob, bobs, primary);
      void second.then(() => answer(invite));
    };
    const first = await park(bob, bobs, primary);
    expect(first.final?.status).toBe(200);
    expect(await second).toMatchObject({ accepted: 486, final: undefined });
    expect(primary.status().parked).toEqual(['100']);
  });

  test('is refused with 400 when the REFER names no dialog', async () => {
    const { primary } = await openPair();
    const { bob } = await phonesAt(primary, 'bob');
    const refer = bob.ua.refer({
      uri: 'sip:park@park.example',
      next: primary.sip,
      referTo: '<sip:alice@127.0.0.1:4999>',
    });
    const refused = { kind: 'response', response: { status: 400, reason: 'No Call In Refer-To' } };
    expect(await refer.accepted).toMatchObject(refused);
  });

  test('is not parked by a REFER to an orbit, nor by dialling the park address', async () => {
    const { primary } = await openPair();
    const { alice, bob } = await phonesAt(primary, 'alice', 'bob');
    const [, bobs] = await connect(alice, bob, primary);
    const refer = bob.ua.refer({
      uri: 'sip:105@park.example',
      next: primary.sip,
      referTo: `<sip:alice@127.0.0.1?Replaces=${encodeURIComponent(bobs.replacesHeader())}>`,
    });
    expect(statusOf(await refer.accepted)).toBe(405);
    await expect(dial(bob, 'park', primary)).rejects.toThrow('405');
  });
});

test('A pool that closes hangs up on those who are parked', async () => {
  const { primary } = await openPair();
  const { alice, bob } = await phonesAt(primary, 'alice', 'bob');
  const { leg } = await parkedCall(alice, bob, primary);
  await primary.close();
  expect(leg.state).toBe('ended');
  expect(alice.heard.filter((line) => line.startsWith('BYE '))).toHaveLength(1);
});

test('A phone that is not registered can park a call that it is in', async () => {
  const { primary } = await openPair();
  await phonesAt(primary, 'alice');
  const guest = await phone('guest');
  const session = await dial(guest, 'alice', primary);
  expect((await park(guest, session, primary)).orbit).toBe('100');
});
