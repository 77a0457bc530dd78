/** Calls between users with the pool as the other end of both sides (B2BUA). */
import { afterEach, describe, expect, test } from '@jest/globals';
import { answerIn } from '../../../src/sip/described.ts';
import { audioOf } from '../../../src/sip/sdp.ts';
import type { IncomingInvite, Session } from '../../../src/sip/ua/user-agent.ts';
import { ackTo, byHand } from './by-hand.ts';
import { closeBed, dial, offer, openPair, type Phone, phonesAt, register, statusOf, tell, until } from './bed.ts';

afterEach(closeBed);

async function bed() {
  const pair = await openPair({ both: { calls: 'b2bua', retrieve: 'join' } });
  const phones = await phonesAt(pair.primary, 'alice', 'bob');
  phones.alice.audio = 4_002;
  phones.bob.audio = 4_004;
  return { pair, pool: pair.primary, ...phones };
}

/** A call from alice to bob: the side of each. */
async function connected() {
  const made = await bed();
  const alices = await dial(made.alice, 'bob', made.pool);
  return { ...made, alices, bobs: made.bob.sessions[0]! };
}

function heardFrom({ remoteSdp }: Session): unknown {
  const { port, direction } = audioOf(remoteSdp!) ?? {};
  return [port, direction];
}

/** The next call to a phone, which is left ringing. */
function ringing(who: Phone): Promise<IncomingInvite> {
  return new Promise((resolve) => {
    who.whenCalled = (invite) => {
      invite.ring();
      resolve(invite);
    };
  });
}

describe('a call through a B2BUA', () => {
  test('has two dialogs, in each of which the pool describes the other party', async () => {
    const { pool, alices, bobs } = await connected();
    expect(alices.callId).not.toBe(bobs.callId);
    expect([heardFrom(alices), heardFrom(bobs)]).toEqual([
      [4_004, 'sendrecv'],
      [4_002, 'sendrecv'],
    ]);
    const at = `127.0.0.1:${pool.sip.port}`;
    expect([alices.remoteTarget, bobs.remoteTarget]).toEqual([`sip:bob@${at}`, `sip:alice@${at}`]);
    expect([bobs.remoteUri, alices.remoteUri]).toEqual(['sip:alice@park.example', 'sip:bob@park.example']);
  });

  test('is held and resumed, and ends for both', async () => {
    const { alice, alices, bobs } = await connected();
    expect(statusOf(await alices.reinvite(offer(alice.audio, 'sendonly')))).toBe(200);
    expect([heardFrom(bobs), heardFrom(alices)]).toEqual([
      [4_002, 'sendonly'],
      [4_004, 'recvonly'],
    ]);
    expect(statusOf(await alices.reinvite(offer(alice.audio)))).toBe(200);
    expect(heardFrom(bobs)).toEqual([4_002, 'sendrecv']);
    await bobs.bye();
    await until(() => alices.state === 'ended');
  });

  test('rings, and is cancelled', async () => {
    const { alice, bob, pool } = await bed();
    const rung = ringing(bob);
    const call = alice.ua.invite({ uri: 'sip:bob@park.example', next: pool.sip, sdp: offer() });
    const invite = await rung;
    const cancelled = new Promise<void>((resolve) => (invite.onCancelled = resolve));
    await until(() => alice.heard.some((line) => line.includes(' 180 ')));
    call.cancel();
    expect(await call.result).toMatchObject({ kind: 'rejected', response: { status: 487 } });
    await cancelled;
  });

  test('is refused as the callee refuses it', async () => {
    const { alice, bob, pool } = await bed();
    bob.whenCalled = (invite) => invite.reject(603, 'Not Now');
    const call = alice.ua.invite({ uri: 'sip:bob@park.example', next: pool.sip, sdp: offer() });
    expect(await call.result).toMatchObject({ kind: 'rejected', response: { status: 603, reason: 'Not Now' } });
  });

  test('does not go round in circles', async () => {
    const { alice, pool } = await bed();
    const loop = `sip:loop@127.0.0.1:${pool.sip.port}`;
    const registered = await alice.ua.request({
      method: 'REGISTER',
      uri: 'sip:park.example',
      to: 'sip:loop@park.example',
      next: pool.sip,
      headers: [['Contact', `<${loop}>`]],
    });
    expect(statusOf(registered)).toBe(200);
    const call = alice.ua.invite({ uri: 'sip:loop@park.example', next: pool.sip, sdp: offer(), maxForwards: 5 });
    expect(await call.result).toMatchObject({ kind: 'rejected', response: { status: 483 } });
  });

  test('may leave the offer to the pool', async () => {
    const { alice, bob, pool } = await bed();
    const invite = alice.endpoint.request(byHand(alice, 'sip:bob@park.example', 'INVITE'), pool.sip);
    const outcome = await invite.final;
    if (outcome.kind !== 'response') throw new Error(outcome.kind);
    const made = audioOf(answerIn(outcome.response)!);
    expect([made?.port, made?.direction]).toEqual([4_004, 'sendrecv']);
    alice.endpoint.sendAck(ackTo(invite.request, outcome.response, offer(alice.audio)), pool.sip);
    const [bobs] = bob.sessions;
    await until(() => String(heardFrom(bobs!)) === '4002,sendrecv');
    expect(bobs?.state).toBe('confirmed');
  });

  test('leaves nobody to a caller that does not answer the offer it asked for', async () => {
    const { alice, bob, pool } = await bed();
    const invite = alice.endpoint.request(byHand(alice, 'sip:bob@park.example', 'INVITE'), pool.sip);
    const outcome = await invite.final;
    if (outcome.kind !== 'response') throw new Error(outcome.kind);
    alice.endpoint.sendAck(ackTo(invite.request, outcome.response), pool.sip);
    await until(() => bob.sessions[0]?.state === 'ended');
    expect(bob.heard.at(-1)).toMatch(/^BYE /);
  });

  test('is no business of a peer that passes it on to its user', async () => {
    const { pair, pool, bob } = await bed();
    await tell(pair.backup, '/failover');
    await until(() => pool.status().mode === 'away');
    await register(bob, pair.backup);
    await tell(pair.backup, '/failover/complete');
    await tell(pool, '/failback');
    const { dave } = await phonesAt(pool, 'dave');
    await dial(dave, 'bob', pool);
    expect(bob.sessions[0]?.remoteTarget).toBe(`sip:dave@127.0.0.1:${pool.sip.port}`);
  });
});
