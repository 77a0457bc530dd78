/** A parker calls the number of a free orbit, and transfers its peer to that call. */
import { afterEach, describe, expect, test } from '@jest/globals';
import { audioOf } from '../../../src/sip/sdp.ts';
import type { Session } from '../../../src/sip/ua/user-agent.ts';
import { takeoverUri } from '../../../src/reference/takeover-uri.ts';
import { closeBed, dial, dialInVain, offer, openPair, phonesAt, statusOf, tell, until } from './bed.ts';

afterEach(closeBed);

/** A call from alice to bob, who has put it on hold. */
async function onHold() {
  const pair = await openPair({ both: { calls: 'b2bua', retrieve: 'join', dialect: 'attended' } });
  const phones = await phonesAt(pair.primary, 'alice', 'bob', 'carol');
  const alices = await dial(phones.alice, 'bob', pair.primary);
  const bobs = phones.bob.sessions[0]!;
  await bobs.reinvite(offer(phones.bob.audio, 'sendonly'));
  return { pair, pool: pair.primary, ...phones, alices, bobs };
}

/** The transfer of the peer to a call of the same party. */
async function transferTo(consult: Session, session: Session): Promise<number | string> {
  const refer = session.refer({ referTo: `<${takeoverUri('sip:100@park.example', consult.replacesHeader())}>` });
  const accepted = statusOf(await refer.accepted);
  return accepted === 200 ? ((await refer.final)?.status ?? 'no final NOTIFY') : accepted;
}

const said = ({ remoteSdp }: Session) => remoteSdp && audioOf(remoteSdp)?.direction;

describe('a call of a parker to a free orbit', () => {
  test('takes the orbit, and the party that is transferred to it is parked there', async () => {
    const { pool, alices, bob, bobs, carol } = await onHold();
    const consult = await dial(bob, '100', pool);
    expect([said(consult), pool.status().parked]).toEqual(['inactive', []]);
    expect(await transferTo(consult, bobs)).toBe(200);
    await until(() => consult.state === 'ended' && bobs.state === 'ended');
    expect([pool.status().parked, alices.state, said(alices)]).toEqual([['100'], 'confirmed', 'sendonly']);
    const carols = await dial(carol, '*88100', pool);
    expect([said(alices), said(carols)]).toEqual(['sendrecv', 'sendrecv']);
  });

  test('leaves the orbit free when it ends without a transfer', async () => {
    const { pool, bob, bobs, carol } = await onHold();
    const consult = await dial(bob, '100', pool);
    expect(await dialInVain(carol, '100', pool)).toMatchObject({ status: 486 });
    await consult.bye();
    const again = await dial(bob, '100', pool);
    expect(await transferTo(again, bobs)).toBe(200);
  });

  test('is refused where a call waits, and in resiliency mode', async () => {
    const { pair, pool, bob, bobs, carol } = await onHold();
    expect(await transferTo(await dial(bob, '100', pool), bobs)).toBe(200);
    expect(await dialInVain(carol, '100', pool)).toMatchObject({ status: 486 });
    await tell(pair.backup, '/failover');
    expect(await dialInVain(carol, '200', pair.backup)).toMatchObject({ status: 503 });
  });

  test('leaves the call as it was where the parkee refuses', async () => {
    const { pool, alices, bob, bobs } = await onHold();
    const consult = await dial(bob, '100', pool);
    alices.onOffer = () => undefined;
    expect(await transferTo(consult, bobs)).toBe(488);
    expect([alices.state, bobs.state, pool.status().parked]).toEqual(['confirmed', 'confirmed', []]);
    await until(() => consult.state === 'ended');
    delete alices.onOffer;
    await dial(bob, '100', pool);
  });
});

test('a transfer to the call of a parker is refused once the mode parks nothing any more', async () => {
  const { pair, pool, alices, bob, bobs } = await onHold();
  const consult = await dial(bob, '100', pool);
  await tell(pair.backup, '/failover');
  await until(() => pool.status().mode === 'away');
  expect(await transferTo(consult, bobs)).toBe(503);
  expect([alices.state, bobs.state, consult.state]).toEqual(['confirmed', 'confirmed', 'confirmed']);
});

test('the code that retrieves finds nobody at an empty orbit', async () => {
  const { pool, bob, carol } = await onHold();
  expect(await dialInVain(carol, '*88100', pool)).toMatchObject({ status: 404 });
  expect(await dialInVain(bob, '*68100', pool)).toMatchObject({ status: 404 });
});
