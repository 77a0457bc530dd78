/** A party of a call through a B2BUA asks the pool to park the other one, or to transfer it. */
import { afterEach, describe, expect, test } from '@jest/globals';
import { takeoverUri } from '../../../src/reference/takeover-uri.ts';
import { audioOf } from '../../../src/sip/sdp.ts';
import type { Session } from '../../../src/sip/ua/user-agent.ts';
import { closeBed, dial, openPair, phonesAt, statusOf, tell, until } from './bed.ts';

afterEach(closeBed);

/** A call from alice to bob. */
async function connected(change: { readonly pickupTimeout?: number } = {}) {
  const pair = await openPair({ both: { calls: 'b2bua', retrieve: 'join', dialect: 'slot', ...change } });
  const pool = pair.primary;
  const phones = await phonesAt(pool, 'alice', 'bob', 'carol', 'dave');
  const { alice, bob, carol, dave } = phones;
  for (const [index, each] of [alice, bob, carol, dave].entries()) each.audio = 4_002 + 2 * index;
  const alices = await dial(alice, 'bob', pool);
  return { pair, pool, ...phones, alices, bobs: bob.sessions[0]! };
}

/** REFER in the call, hung up after its success as a phone does; the answer, or the final status. */
async function refer(session: Session, referTo: string, hangsUp = true): Promise<number | string> {
  const asked = session.refer({ referTo, referredBy: '<sip:bob@park.example>' });
  const accepted = statusOf(await asked.accepted);
  if (accepted !== 200) return accepted;
  const final = await asked.final;
  if (hangsUp && final?.status === 200) await session.bye();
  return final?.status ?? 'no final NOTIFY';
}

function heardFrom({ remoteSdp }: Session): unknown {
  const { port, direction } = audioOf(remoteSdp!) ?? {};
  return [port, direction];
}

describe('a transfer to the number of a slot', () => {
  test('parks the other party in the dialog that it has with the pool', async () => {
    const { pool, alices, bobs, carol } = await connected();
    expect(await refer(bobs, '<sip:100@park.example>')).toBe(200);
    expect([alices.state, bobs.state, pool.status().parked]).toEqual(['confirmed', 'ended', ['100']]);
    expect(audioOf(alices.remoteSdp!)?.direction).toBe('sendonly');
    const carols = await dial(carol, '100', pool);
    expect([heardFrom(alices), heardFrom(carols)]).toEqual([
      [carol.audio, 'sendrecv'],
      [4_002, 'sendrecv'],
    ]);
    expect(pool.status().parked).toEqual([]);
  });

  test('ends the leg of a parker that does not hang up', async () => {
    const { bobs } = await connected();
    expect(await refer(bobs, '<sip:100@park.example>', false)).toBe(200);
    await until(() => bobs.state === 'ended');
    expect(bobs.state).toBe('ended');
  });

  test('is refused where another call waits, and the call goes on', async () => {
    const { pool, alices, bobs, carol, dave } = await connected();
    await dial(carol, 'dave', pool);
    expect(await refer(dave.sessions[0]!, '<sip:100@park.example>')).toBe(200);
    expect(await refer(bobs, '<sip:100@park.example>')).toBe(486);
    expect(await refer(bobs, '<sip:200@park.example>')).toBe(486);
    expect([alices.state, bobs.state]).toEqual(['confirmed', 'confirmed']);
    expect(await refer(bobs, '<sip:101@park.example>')).toBe(200);
    expect(pool.status().parked).toEqual(['100', '101']);
  });

  test('is refused with 503 in resiliency mode, for the slots of either pool', async () => {
    const { pair, bob, bobs } = await connected();
    await tell(pair.backup, '/failover');
    await until(() => pair.primary.status().mode === 'away');
    expect(await refer(bobs, '<sip:100@park.example>')).toBe(503);
    expect(await refer(bobs, '<sip:200@park.example>')).toBe(503);
    expect(bob.texts.some((text) => text.includes('Warning: 399'))).toBe(true);
  });

  test('leaves the call as it is when the other party refuses the music', async () => {
    const { pool, alices, bobs } = await connected();
    const answers = alices.onOffer!;
    alices.onOffer = () => undefined;
    expect(await refer(bobs, '<sip:100@park.example>')).toBe(488);
    expect([alices.state, bobs.state, pool.status().parked]).toEqual(['confirmed', 'confirmed', []]);
    alices.onOffer = answers;
    expect(await refer(bobs, '<sip:100@park.example>')).toBe(200);
  });

  test('rings the parker in the end, and joins it with the parkee', async () => {
    const { pool, bob, alices, bobs } = await connected({ pickupTimeout: 100 });
    expect(await refer(bobs, '<sip:100@park.example>')).toBe(200);
    await until(() => bob.sessions.length === 2 && String(heardFrom(alices)) === `${bob.audio},sendrecv`);
    expect(heardFrom(bob.sessions[1]!)).toEqual([4_002, 'sendrecv']);
    await until(() => pool.status().parked.length === 0);
    await alices.bye();
    await until(() => bob.sessions[1]!.state === 'ended');
  });
});

describe('a transfer to a user', () => {
  test('joins it with the other party', async () => {
    const { alices, bobs, carol } = await connected();
    expect(await refer(bobs, '<sip:carol@park.example>')).toBe(200);
    const [carols] = carol.sessions;
    expect([heardFrom(alices), heardFrom(carols!)]).toEqual([
      [carol.audio, 'sendrecv'],
      [4_002, 'sendrecv'],
    ]);
    await alices.bye();
    await until(() => carols!.state === 'ended');
  });

  test('tells why it failed, and the call goes on', async () => {
    const { alices, bobs, carol } = await connected();
    carol.whenCalled = (invite) => invite.reject(486);
    expect(await refer(bobs, '<sip:carol@park.example>')).toBe(486);
    expect(await refer(bobs, '<sip:nobody@park.example>')).toBe(480);
    expect([alices.state, bobs.state]).toEqual(['confirmed', 'confirmed']);
    await bobs.bye();
    await until(() => alices.state === 'ended');
  });

  test('is not disturbed by a transferor that hangs up while the target rings', async () => {
    const { alices, bobs, carol } = await connected();
    const rings = new Promise<() => void>((resolve) => {
      const { whenCalled } = carol;
      carol.whenCalled = (invite) => resolve(() => whenCalled(invite));
    });
    const asked = bobs.refer({ referTo: '<sip:carol@park.example>' });
    const answer = await rings;
    await asked.accepted;
    await bobs.bye();
    answer();
    await until(() => String(heardFrom(alices)) === `${carol.audio},sendrecv`);
    expect(alices.state).toBe('confirmed');
  });

  test('stops to ring it when the other party hangs up', async () => {
    const { alices, bobs, carol } = await connected();
    const cancelled = new Promise<void>((resolve) => {
      carol.whenCalled = (invite) => {
        invite.ring();
        invite.onCancelled = resolve;
      };
    });
    const asked = bobs.refer({ referTo: '<sip:carol@park.example>' });
    await until(() => carol.heard.some((line) => line.startsWith('INVITE')));
    await asked.accepted;
    await alices.bye();
    await cancelled;
    await until(() => bobs.state === 'ended');
    expect(carol.sessions).toEqual([]);
  });

  test('that was consulted joins the two others of both calls', async () => {
    const { pool, alices, bob, bobs, carol } = await connected();
    const consulting = await dial(bob, 'carol', pool);
    const referTo = `<${takeoverUri(consulting.remoteTarget, consulting.replacesHeader())}>`;
    expect(await refer(bobs, referTo)).toBe(200);
    const [carols] = carol.sessions;
    expect([heardFrom(alices), heardFrom(carols!)]).toEqual([
      [carol.audio, 'sendrecv'],
      [4_002, 'sendrecv'],
    ]);
    await until(() => consulting.state === 'ended');
    await carols!.bye();
    await until(() => alices.state === 'ended');
  });

  test('is one at a time', async () => {
    const { bobs, alices, carol } = await connected();
    carol.whenCalled = (invite) => invite.ring();
    const asked = bobs.refer({ referTo: '<sip:carol@park.example>' });
    await asked.accepted;
    expect(await refer(alices, '<sip:100@park.example>')).toBe(491);
  });
});
