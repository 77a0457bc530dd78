/** Calls through a B2BUA that outlive their pool: the peer takes over the address to which they lead. */
import { afterEach, describe, expect, test } from '@jest/globals';
import type { Pool } from '../../../src/reference/reference-pool.ts';
import { audioOf } from '../../../src/sip/sdp.ts';
import type { Session } from '../../../src/sip/ua/user-agent.ts';
import { closeBed, dial, offer, openPair, phone, phonesAt, register, statusOf, tell, until } from './bed.ts';

afterEach(closeBed);

/** Longest time until the next refresh of a session of 4 s, on a busy machine, in ms. */
const WITHIN = 10_000;

/** A call from alice to bob, which leads to the address of the pair. */
async function connected(more: { readonly pickupTimeout?: number } = {}) {
  const pair = await openPair({
    floating: '127.0.0.2',
    both: { calls: 'b2bua', retrieve: 'join', dialect: 'slot', ...more },
  });
  const phones = await phonesAt(pair.primary, 'alice', 'bob', 'carol');
  phones.alice.audio = 4_002;
  phones.carol.audio = 4_006;
  const alices = await dial(phones.alice, 'bob', pair.primary);
  return { pair, ...phones, alices, bobs: phones.bob.sessions[0]! };
}

type Bed = Awaited<ReturnType<typeof connected>>;
type Pair = Pick<Bed, 'pair' | 'alice' | 'bob' | 'carol'>;

/** The primary is gone, and its users are at the backup. */
async function failedOver({ pair, alice, bob, carol }: Pair): Promise<void> {
  await pair.primary.close();
  await until(() => pair.backup.status().peer === 'dead');
  await tell(pair.backup, '/failover');
  await Promise.all([alice, bob, carol].map((each) => register(each, pair.backup)));
}

async function failedBack({ pair, alice, bob, carol }: Pair): Promise<void> {
  await tell(pair.backup, '/failover/complete');
  await pair.reopen('primary');
  await tell(pair.primary, '/failback');
  await Promise.all([alice, bob, carol].map((each) => register(each, pair.primary)));
  await tell(pair.primary, '/failback/complete');
}

async function refer(session: Session, referTo: string): Promise<number | string> {
  const asked = session.refer({ referTo });
  const accepted = statusOf(await asked.accepted);
  if (accepted !== 200) return accepted;
  const final = await asked.final;
  await session.bye();
  return final?.status ?? 'no final NOTIFY';
}

function said({ remoteSdp }: Session): string | undefined {
  return remoteSdp && audioOf(remoteSdp)?.direction;
}

describe('a call of a pool that dies', () => {
  test('leads to the address of the pair, where the peer goes on with it', async () => {
    const bed = await connected();
    const { pair, alice, alices, bobs } = bed;
    expect(alices.remoteTarget).toBe(`sip:bob@127.0.0.2:${pair.primary.sip.port}`);
    await failedOver(bed);
    expect(statusOf(await alices.reinvite(offer(alice.audio, 'sendonly')))).toBe(200);
    expect(said(bobs)).toBe('sendonly');
    await alices.bye();
    await until(() => bobs.state === 'ended');
    expect(pair.trouble).toEqual([]);
  });

  test('is known to the peer as it was left', async () => {
    const bed = await connected();
    const { alice, bob, alices, bobs, carol } = bed;
    await alices.reinvite(offer(alice.audio, 'sendonly'));
    await bobs.reinvite(offer(bob.audio, 'recvonly'));
    expect(await refer(bobs, '<sip:carol@park.example>')).toBe(200);
    await failedOver(bed);
    const [carols] = carol.sessions;
    expect(statusOf(await carols!.reinvite(offer(carol.audio, 'sendonly')))).toBe(200);
    expect(said(alices)).toBe('sendonly');
    await carols!.bye();
    await until(() => alices.state === 'ended');
    expect(bob.heard.filter((line) => line.startsWith('BYE'))).toEqual([]);
  });

  test('cannot be parked by the peer in resiliency mode, and can be transferred', async () => {
    const bed = await connected();
    const { alices, bobs, carol } = bed;
    await failedOver(bed);
    expect(await refer(bobs, '<sip:200@park.example>')).toBe(503);
    expect(await refer(bobs, '<sip:carol@park.example>')).toBe(200);
    await carol.sessions[0]!.bye();
    await until(() => alices.state === 'ended');
  });

  test('goes back to the primary with the users', async () => {
    const bed = await connected();
    const { pair, alices, bobs, carol } = bed;
    await failedOver(bed);
    await failedBack(bed);
    expect(await refer(bobs, '<sip:carol@park.example>')).toBe(200);
    const [carols] = carol.sessions;
    expect(await refer(carols!, '<sip:100@park.example>')).toBe(200);
    expect([pair.primary.status().parked, pair.backup.status().parked, said(alices)]).toEqual([
      ['100'],
      [],
      'sendonly',
    ]);
    expect(pair.trouble).toEqual([]);
  });

  test('is left alone by the peer that has handed it back', async () => {
    const pair = await openPair({
      floating: '127.0.0.2',
      both: { calls: 'b2bua', retrieve: 'join', dialect: 'slot', sessionExpires: 4 },
    });
    const { alice, carol } = await phonesAt(pair.primary, 'alice', 'carol');
    const bob = await phone('bob', { minSessionExpires: 4 });
    await register(bob, pair.primary);
    const alices = await dial(alice, 'bob', pair.primary);
    const bed = { pair, alice, bob, carol };
    const refreshesOf = ({ sip }: Pool): number =>
      bob.texts.filter((text) => text.startsWith('UPDATE ') && text.includes(`Via: SIP/2.0/UDP 127.0.0.1:${sip.port};`))
        .length;
    await failedOver(bed);
    await until(() => refreshesOf(pair.backup) > 0, WITHIN);
    await failedBack(bed);
    const before = refreshesOf(pair.backup);
    await until(() => refreshesOf(pair.primary) > 1, WITHIN);
    expect(refreshesOf(pair.backup)).toBe(before);
    expect(alices.state).toBe('confirmed');
  });

  test('goes on at the primary when it is answered after the others went back', async () => {
    const bed = await connected();
    const { pair, alices, bob, carol } = bed;
    await alices.bye();
    await failedOver(bed);
    let answerNow = (): void => undefined;
    const answered = new Promise<void>((resolve) => (answerNow = resolve));
    const { whenCalled } = bob;
    let rings = false;
    bob.whenCalled = (invite) => {
      rings = true;
      void answered.then(() => whenCalled(invite));
    };
    const dialled = dial(carol, 'bob', pair.backup);
    await until(() => rings);
    await failedBack(bed);
    answerNow();
    const carols = await dialled;
    expect(carols.remoteTarget).toContain('@127.0.0.2:');
    const bobs = bob.sessions.at(-1)!;
    await until(() => pair.primary.status().calls === 1);
    expect(statusOf(await carols.reinvite(offer(carol.audio, 'sendonly')))).toBe(200);
    expect(said(bobs)).toBe('sendonly');
    await bobs.bye();
    await until(() => carols.state === 'ended');
    expect(pair.trouble).toEqual([]);
  });

  test('that was parked ends with it: the peer does not know it', async () => {
    const bed = await connected();
    const { alices, bobs, alice, bob } = bed;
    expect(await refer(bobs, '<sip:100@park.example>')).toBe(200);
    await bed.pair.primary.close();
    await until(() => alices.state === 'ended' || bed.pair.backup.status().peer === 'dead');
    await failedOver(bed);
    expect(bed.pair.backup.status().parked).toEqual([]);
    expect(bob.heard.filter((line) => line.startsWith('BYE'))).toEqual([]);
    expect(alice.heard.filter((line) => line.startsWith('BYE'))).toHaveLength(1);
  });
});

test('a call that was parked at the backup stays there when the others go back', async () => {
  const bed = await connected();
  const { pair, alices, bobs, carol } = bed;
  await failedOver(bed);
  await tell(pair.backup, '/failover/complete');
  expect(await refer(bobs, '<sip:200@park.example>')).toBe(200);
  await failedBack(bed);
  expect(pair.backup.status().parked).toEqual(['200']);
  expect(statusOf(await alices.reinvite())).toBe(200);
  await dial(carol, '200', pair.backup);
  expect(said(alices)).toBe('sendrecv');
});

test('a call that was parked at the backup, and is answered by its parker after the others went back, leaves its orbit', async () => {
  const bed = await connected({ pickupTimeout: 300 });
  const { pair, alices, bobs, bob } = bed;
  await failedOver(bed);
  await tell(pair.backup, '/failover/complete');
  const { whenCalled } = bob;
  const rung = new Promise<() => void>((resolve) => {
    bob.whenCalled = (invite) => resolve(() => whenCalled(invite));
  });
  expect(await refer(bobs, '<sip:200@park.example>')).toBe(200);
  const answerNow = await rung;
  await failedBack(bed);
  expect(pair.backup.status().parked).toEqual(['200']);
  answerNow();
  await until(() => pair.primary.status().calls === 1);
  expect(said(alices)).toBe('sendrecv');
  expect(pair.backup.status().parked).toEqual([]);
});

test('without such an address a call leads to its pool, and to nobody when that is gone', async () => {
  const { primary, backup } = await openPair({ both: { calls: 'b2bua', retrieve: 'join' } });
  const { alice } = await phonesAt(primary, 'alice', 'bob');
  const alices = await dial(alice, 'bob', primary);
  await primary.close();
  await until(() => backup.status().peer === 'dead');
  expect(alices.remoteTarget).toBe(`sip:bob@127.0.0.1:${primary.sip.port}`);
});
