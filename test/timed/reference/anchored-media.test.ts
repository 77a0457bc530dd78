/** A B2BUA through which the sound of its calls goes. */
import { createSocket } from 'node:dgram';
import { afterEach, describe, expect, test } from '@jest/globals';
import { answerIn } from '../../../src/sip/described.ts';
import { audioOf, parseSdp } from '../../../src/sip/sdp.ts';
import type { Session } from '../../../src/sip/ua/user-agent.ts';
import { ackTo, byHand } from './by-hand.ts';
import { closeBed, dial, offer, openPair, phonesAt, register, statusOf, tell, until } from './bed.ts';
import { closeSoundPorts, hears, placeTold, soundOf } from './sound-ports.ts';

afterEach(async () => {
  await closeBed();
  closeSoundPorts();
});

/** A call from alice to bob, whose sound goes through the primary. */
async function connected(floating?: string) {
  const pair = await openPair({
    both: { calls: 'b2bua', media: 'anchored', retrieve: 'join', dialect: 'slot' },
    ...(floating !== undefined && { floating }),
  });
  const phones = await phonesAt(pair.primary, 'alice', 'bob', 'carol');
  const sounds = {
    alice: await soundOf(phones.alice),
    bob: await soundOf(phones.bob),
    carol: await soundOf(phones.carol),
  };
  const alices = await dial(phones.alice, 'bob', pair.primary);
  return { pair, pool: pair.primary, ...phones, sounds, alices, bobs: phones.bob.sessions[0]! };
}

async function refer(session: Session, referTo: string): Promise<number | undefined> {
  const asked = session.refer({ referTo });
  return (await asked.final)?.status;
}

function isFree(port: number, host = '127.0.0.1'): Promise<boolean> {
  const socket = createSocket('udp4');
  return new Promise((resolve) => {
    socket.once('error', () => {
      socket.close();
      resolve(false);
    });
    socket.bind(port, host, () => socket.close(() => resolve(true)));
  });
}

describe('the parties of a call', () => {
  test('are told of ports of the pool, through which they hear each other', async () => {
    const { alices, bobs, sounds } = await connected();
    const phones = [sounds.alice.port, sounds.bob.port];
    expect([placeTold(alices), placeTold(bobs)].filter(({ port }) => phones.includes(port))).toEqual([]);
    expect(await hears(sounds.bob, 'hello', sounds.alice, alices)).toMatchObject({ from: placeTold(bobs).port });
    expect(await hears(sounds.alice, 'hi', sounds.bob, bobs)).toMatchObject({ from: placeTold(alices).port });
  });

  test('hear each other where they listen since their last description, but not where it was refused', async () => {
    const { alice, alices, bob, bobs, sounds } = await connected();
    const elsewhere = await soundOf(alice);
    expect(statusOf(await alices.reinvite(offer(elsewhere.port)))).toBe(200);
    await hears(elsewhere, 'here', sounds.bob, bobs);
    const nowhere = await soundOf(alice);
    bobs.onOffer = () => undefined;
    expect(statusOf(await alices.reinvite(offer(nowhere.port)))).toBe(488);
    await hears(elsewhere, 'still here', sounds.bob, bobs);
    expect([nowhere.heard, bob.heard.filter((line) => line.startsWith('BYE'))]).toEqual([[], []]);
  });

  test('hear a retriever, and a party that the call is transferred to, through the pool', async () => {
    const { pool, alices, bobs, carol, bob, sounds } = await connected();
    expect(await refer(bobs, '<sip:100@park.example>')).toBe(200);
    const carols = await dial(carol, '100', pool);
    await hears(sounds.alice, 'carol here', sounds.carol, carols);
    await hears(sounds.carol, 'alice here', sounds.alice, alices);
    bob.audio = (await soundOf(bob)).port;
    expect(await refer(carols, '<sip:bob@park.example>')).toBe(200);
    const again = await soundOf(bob);
    const latest = bob.sessions.at(-1)!;
    await latest.reinvite(offer(again.port));
    await hears(again, 'alice again', sounds.alice, alices);
    await hears(sounds.alice, 'bob again', again, latest);
  });

  test('hear each other after a re-INVITE without an offer', async () => {
    const { alice, alices, bobs, pool, sounds } = await connected();
    const transaction = alice.endpoint.request(byHand(alice, alices.remoteTarget, 'INVITE', alices), pool.sip);
    const outcome = await transaction.final;
    if (outcome.kind !== 'response') throw new Error(outcome.kind);
    expect(audioOf(answerIn(outcome.response)!)).toMatchObject(placeTold(alices));
    alice.endpoint.sendAck(ackTo(transaction.request, outcome.response, offer(alice.audio)), pool.sip);
    await hears(sounds.bob, 'hello', sounds.alice, alices);
    await hears(sounds.alice, 'hi', sounds.bob, bobs);
  });

  test('are refused other streams than one of audio', async () => {
    const { alice, bob, pool } = await connected();
    const seen: number[][] = [];
    bob.whenCalled = (invite) => {
      seen.push((invite.offer?.media ?? []).map(({ port }) => port));
      invite.reject(603);
    };
    const video = parseSdp(
      [
        'v=0',
        'o=- 1 1 IN IP4 127.0.0.1',
        's=-',
        'c=IN IP4 127.0.0.1',
        't=0 0',
        'm=audio 4000 RTP/AVP 0',
        'm=video 4002 RTP/AVP 96',
      ].join('\r\n'),
    );
    await alice.ua.invite({ uri: 'sip:bob@park.example', next: pool.sip, sdp: video! }).result;
    expect(seen).toEqual([[expect.any(Number), 0]]);
    expect(seen[0]?.[0]).toBeGreaterThan(0);
  });
});

test('the ports of a call are free again when it is over', async () => {
  const { alices, bobs } = await connected();
  const ports = [placeTold(alices).port, placeTold(bobs).port];
  expect(await Promise.all(ports.map((port) => isFree(port)))).toEqual([false, false]);
  await alices.bye();
  await until(() => bobs.state === 'ended');
  expect(await Promise.all(ports.map((port) => isFree(port)))).toEqual([true, true]);
});

test('a call that is refused leaves no port behind', async () => {
  const { alice, bob, pool } = await connected();
  const told: number[] = [];
  bob.whenCalled = (invite) => {
    told.push(Number(invite.offer?.media[0]?.port));
    invite.reject(603);
  };
  await alice.ua.invite({ uri: 'sip:bob@park.example', next: pool.sip, sdp: offer() }).result;
  expect(await Promise.all(told.map((port) => isFree(port)))).toEqual([true]);
});

describe('the sound of a call whose pool dies', () => {
  test('goes on through the peer where the call leads to the address of the pair', async () => {
    const bed = await connected('127.0.0.2');
    const { pair, alice, alices, bobs, sounds } = bed;
    expect(placeTold(alices).address).toBe('127.0.0.2');
    await pair.primary.close();
    await hears(sounds.bob, 'after', sounds.alice, alices);
    await hears(sounds.alice, 'after all', sounds.bob, bobs);
    await tell(pair.backup, '/failover');
    await register(alice, pair.backup);
    const elsewhere = await soundOf(alice);
    expect(statusOf(await alices.reinvite(offer(elsewhere.port)))).toBe(200);
    await hears(elsewhere, 'later', sounds.bob, bobs);
    expect(pair.trouble).toEqual([]);
  });

  test('goes back to the primary with the users, and leaves no port behind at the backup', async () => {
    const { pair, alice, bob, alices, bobs, sounds } = await connected('127.0.0.2');
    const { address, port } = placeTold(alices);
    await pair.primary.close();
    await until(() => pair.backup.status().peer === 'dead');
    await tell(pair.backup, '/failover');
    await hears(sounds.bob, 'at the backup', sounds.alice, alices);
    await tell(pair.backup, '/failover/complete');
    await pair.reopen('primary');
    await tell(pair.primary, '/failback');
    await Promise.all([alice, bob].map((each) => register(each, pair.primary)));
    await tell(pair.primary, '/failback/complete');
    await hears(sounds.bob, 'at the primary', sounds.alice, alices);
    await alices.bye();
    await until(() => bobs.state === 'ended');
    expect(await isFree(port, address)).toBe(true);
    expect(pair.trouble).toEqual([]);
  });

  test('ends with it where the call leads to the pool itself', async () => {
    const { pair, alices, sounds } = await connected();
    await hears(sounds.bob, 'before', sounds.alice, alices);
    await pair.primary.close();
    await until(() => pair.backup.status().peer === 'dead');
    sounds.alice.say('after', placeTold(alices));
    // A word that the phones exchange themselves comes later than any that was let through.
    sounds.alice.say('last', { address: '127.0.0.1', port: sounds.bob.port });
    await until(() => sounds.bob.heard.some(({ word }) => word === 'last'));
    expect(sounds.bob.heard.map(({ word }) => word)).not.toContain('after');
  });
});
