/** Calls are parked by an order of the administration. */
import { afterEach, describe, expect, test } from '@jest/globals';
import type { Pool } from '../../../src/reference/reference-pool.ts';
import { audioOf } from '../../../src/sip/sdp.ts';
import type { Session } from '../../../src/sip/ua/user-agent.ts';
import { closeBed, dial, openPair, phonesAt, tell, until } from './bed.ts';

afterEach(closeBed);

/** A call from alice to bob. */
async function connected() {
  const pair = await openPair({ both: { calls: 'b2bua', retrieve: 'join' } });
  const phones = await phonesAt(pair.primary, 'alice', 'bob', 'carol');
  const alices = await dial(phones.alice, 'bob', pair.primary);
  return { pair, pool: pair.primary, ...phones, alices, bobs: phones.bob.sessions[0]! };
}

async function order(pool: Pool, asked: Readonly<Record<string, string>>): Promise<{ status: number; body: unknown }> {
  const query = new URLSearchParams(asked);
  const response = await fetch(`http://127.0.0.1:${pool.http}/park?${query.toString()}`, { method: 'POST' });
  return { status: response.status, body: await response.json() };
}

function named({ callId, localTag, remoteTag }: Session) {
  return { call: callId, local: localTag, remote: remoteTag };
}

const said = ({ remoteSdp }: Session) => remoteSdp && audioOf(remoteSdp)?.direction;

describe('an order to park', () => {
  test('parks the party at the other end of the leg that it names, and tells the orbit', async () => {
    const { pool, alices, bobs, carol } = await connected();
    expect(await order(pool, named(bobs))).toEqual({ status: 200, body: { orbit: '100' } });
    await until(() => bobs.state === 'ended');
    expect([pool.status().parked, alices.state, said(alices)]).toEqual([['100'], 'confirmed', 'sendonly']);
    const carols = await dial(carol, '100', pool);
    expect([said(alices), said(carols)]).toEqual(['sendrecv', 'sendrecv']);
  });

  test('may choose the orbit', async () => {
    const { pool, alices, bob } = await connected();
    expect(await order(pool, { ...named(alices), orbit: '150' })).toEqual({ status: 200, body: { orbit: '150' } });
    await until(() => alices.state === 'ended');
    expect([pool.status().parked, bob.sessions[0]?.state]).toEqual([['150'], 'confirmed']);
  });

  test('is refused where it names no call, or no orbit', async () => {
    const { pool, alices, bobs } = await connected();
    const call = named(bobs);
    expect(await order(pool, { ...call, remote: 'nobody', orbit: '150' })).toMatchObject({ status: 404 });
    expect(await order(pool, { call: call.call, local: call.local })).toMatchObject({ status: 400 });
    expect(await order(pool, { ...call, orbit: 'park' })).toMatchObject({ status: 400 });
    expect([alices.state, bobs.state, pool.status().parked]).toEqual(['confirmed', 'confirmed', []]);
    expect(await order(pool, { ...call, orbit: '150' })).toMatchObject({ status: 200 });
  });

  test('is refused where another call waits, and in resiliency mode', async () => {
    const { pair, pool, bobs, carol, bob } = await connected();
    expect(await order(pool, { ...named(bobs), orbit: '150' })).toMatchObject({ status: 200 });
    const carols = await dial(carol, 'bob', pool);
    expect(await order(pool, { ...named(carols), orbit: '150' })).toMatchObject({ status: 486 });
    await tell(pair.backup, '/failover');
    const refused = await order(pair.backup, named(carols));
    expect(refused).toMatchObject({ status: 503, body: { error: expect.stringContaining('resiliency mode') } });
    expect([carols.state, bob.sessions.at(-1)?.state]).toEqual(['confirmed', 'confirmed']);
  });

  test('fails where the parkee refuses, and the call goes on', async () => {
    const { pool, alices, bobs } = await connected();
    alices.onOffer = () => undefined;
    expect(await order(pool, named(bobs))).toMatchObject({ status: 488 });
    expect([alices.state, bobs.state, pool.status().parked]).toEqual(['confirmed', 'confirmed', []]);
    await bobs.bye();
    await until(() => alices.state === 'ended');
  });
});
