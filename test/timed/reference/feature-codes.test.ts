/** A call on hold is parked by a code with the number of an orbit, and retrieved by another. */
import { afterEach, describe, expect, test } from '@jest/globals';
import { audioOf } from '../../../src/sip/sdp.ts';
import type { Session } from '../../../src/sip/ua/user-agent.ts';
import { closeBed, dial, dialInVain, offer, openPair, phonesAt, tell, until } from './bed.ts';

afterEach(closeBed);

/** A call from alice to bob, who has put it on hold. */
async function onHold() {
  const pair = await openPair({ both: { calls: 'b2bua', retrieve: 'join', dialect: 'feature-code' } });
  const phones = await phonesAt(pair.primary, 'alice', 'bob', 'carol');
  phones.alice.audio = 4_002;
  const alices = await dial(phones.alice, 'bob', pair.primary);
  const bobs = phones.bob.sessions[0]!;
  await bobs.reinvite(offer(phones.bob.audio, 'sendonly'));
  return { pair, pool: pair.primary, ...phones, alices, bobs };
}

function said({ remoteSdp }: Session): string | undefined {
  return remoteSdp && audioOf(remoteSdp)?.direction;
}

describe('the code that parks', () => {
  test('parks the party that its caller has on hold, and ends both calls of the parker', async () => {
    const { pool, alices, bob, bobs, carol } = await onHold();
    const code = await dial(bob, '*68100', pool);
    expect([pool.status().parked, said(alices), said(code)]).toEqual([['100'], 'sendonly', 'inactive']);
    await until(() => bobs.state === 'ended' && code.state === 'ended');
    const carols = await dial(carol, '*88100', pool);
    expect([said(alices), said(carols)]).toEqual(['sendrecv', 'sendrecv']);
  });

  test('parks nothing where its caller has no call on hold', async () => {
    const { pool, alices, bob, bobs, carol } = await onHold();
    expect(await dialInVain(carol, '*68100', pool)).toMatchObject({ status: 404 });
    await bobs.reinvite(offer(bob.audio));
    expect(await dialInVain(bob, '*68100', pool)).toMatchObject({ status: 404 });
    expect([pool.status().parked, alices.state, bobs.state]).toEqual([[], 'confirmed', 'confirmed']);
    await bobs.reinvite(offer(bob.audio, 'sendonly'));
    await dial(bob, '*68100', pool);
  });

  test('is refused where another call waits, and in resiliency mode', async () => {
    const { pair, pool, bob, carol } = await onHold();
    await dial(bob, '*68100', pool);
    const carols = await dial(carol, 'alice', pool);
    await carols.reinvite(offer(carol.audio, 'sendonly'));
    expect(await dialInVain(carol, '*68100', pool)).toMatchObject({ status: 486 });
    await tell(pair.backup, '/failover');
    expect(await dialInVain(carol, '*68200', pair.backup)).toMatchObject({ status: 503 });
  });
});

test('the code that retrieves finds nobody at an empty orbit, and leads to the peer for one of its orbits', async () => {
  const { pair, pool, carol } = await onHold();
  expect(await dialInVain(carol, '*88100', pool)).toMatchObject({ status: 404 });
  expect(await dialInVain(carol, '*88200', pool)).toMatchObject({
    status: 302,
    contact: `<sip:*88200@127.0.0.1:${pair.backup.sip.port}>`,
  });
});

test('a transfer to the lot parks at an orbit that the pool chooses', async () => {
  const { primary } = await openPair({ both: { calls: 'b2bua', retrieve: 'join', dialect: 'lot' } });
  const { alice, bob, carol } = await phonesAt(primary, 'alice', 'bob', 'carol');
  const alices = await dial(alice, 'bob', primary);
  const refer = bob.sessions[0]!.refer({ referTo: '<sip:700@park.example>' });
  expect(await refer.final).toMatchObject({ status: 200 });
  expect(primary.status().parked).toEqual(['100']);
  expect(await dialInVain(carol, '700', primary)).toMatchObject({ status: 404 });
  await dial(carol, '100', primary);
  expect(said(alices)).toBe('sendrecv');
});
