import { afterEach, describe, expect, test } from '@jest/globals';
import { toTag } from '../../../../src/sip/fields/tags.ts';
import { header } from '../../../../src/sip/message/headers.ts';
import { audioOf } from '../../../../src/sip/sdp.ts';
import {
  agent,
  answering,
  answerTo,
  call,
  closeAll,
  established,
  inside,
  nextInvite,
  offer,
  outside,
  peer,
  statusOf,
  until,
  uriOf,
} from './agents.ts';

afterEach(closeAll);

describe.each(['udp', 'tcp'] as const)('a call over %s', (transport) => {
  test('is set up with INVITE, 200 and ACK and ends with BYE', async () => {
    const alice = await agent('alice', { transport });
    const bob = await agent('bob', { transport });
    const [mine, theirs] = await call(alice, bob);
    const ended: string[] = [];
    theirs.onEnded = (why) => ended.push(why);
    expect(alice.ua.sessions()).toEqual([mine]);
    expect([mine.localTag, mine.remoteTag]).toEqual([theirs.remoteTag, theirs.localTag]);
    expect(mine.remoteTarget).toBe(bob.ua.contact);
    expect(theirs.remoteTarget).toBe(alice.ua.contact);
    expect(statusOf(await mine.bye())).toBe(200);
    expect(ended).toEqual(['remote-bye']);
    expect([mine.state, theirs.state]).toEqual(['ended', 'ended']);
    expect(alice.wire).toEqual(['> INVITE', '< 200 INVITE', '> ACK', '> BYE', '< 200 BYE']);
    expect([alice.ua.sessions(), bob.ua.sessions()]).toEqual([[], []]);
  });

  test('can be hung up by the callee', async () => {
    const alice = await agent('alice', { transport });
    const bob = await agent('bob', { transport });
    const [mine, theirs] = await call(alice, bob);
    const ended: string[] = [];
    mine.onEnded = (why) => ended.push(why);
    theirs.onEnded = (why) => ended.push(why);
    expect(statusOf(await theirs.bye())).toBe(200);
    expect(ended).toEqual(['local-bye', 'remote-bye']);
  });
});

describe('a request that a proxy has sent on two ways', () => {
  test.each(['INVITE', 'OPTIONS', 'REFER'])('is answered once: the second %s gets 482', async (method) => {
    const alice = await peer();
    const bob = await agent('bob');
    bob.ua.onInvite = (invite) => invite.ring();
    bob.ua.onRefer = (refer) => refer.reject(603);
    const request = outside(method, { peer: alice, headers: [['Refer-To', '<sip:a@b>']] });
    const first = alice.endpoint.request(request, bob.address);
    await until(() => bob.wire.some((line) => line.startsWith('>')));
    const second = await alice.endpoint.request(request, bob.address).final;
    expect(statusOf(second)).toBe(482);
    first.cancel();
    expect(statusOf(await first.final)).toBe({ INVITE: 487, OPTIONS: 200, REFER: 603 }[method]);
  });

  test('is another one with another number, tag or Call-ID, or when it is in a dialog', async () => {
    const alice = await peer();
    const bob = await agent('bob');
    const options = outside('OPTIONS', { peer: alice });
    const others = [
      '1 OPTIONS|2 OPTIONS',
      'tag=peer|tag=other',
      'by-hand|by-pen',
      'agent@park.example>|agent@park.example>;tag=x',
    ];
    expect(statusOf(await alice.endpoint.request(options, bob.address).final)).toBe(200);
    const statuses = others.map(async (change) => {
      const [from = '', to = ''] = change.split('|');
      const headers = options.headers.map(({ name, value }) => ({ name, value: value.replace(from, to) }));
      return statusOf(await alice.endpoint.request({ ...options, headers }, bob.address).final);
    });
    expect(await Promise.all(statuses)).toEqual([200, 200, 200, 481]);
  });
});

describe('a call that comes in', () => {
  test('rings, then is answered in the dialog of the 180', async () => {
    const alice = await agent('alice');
    const bob = await agent('bob');
    const coming = nextInvite(bob);
    const invite = alice.ua.invite({ uri: uriOf(bob), next: bob.address, sdp: offer(), callId: 'mine' });
    const provisional: number[] = [];
    invite.onProvisional = (response) => provisional.push(response.status);
    const incoming = await coming;
    incoming.ring();
    await until(() => provisional.includes(180));
    const theirs = incoming.accept({ sdp: answerTo(incoming.offer!), headers: [['Subject', 'hello']] });
    const mine = await established(invite.result);
    expect(invite.callId).toBe('mine');
    expect(mine.callId).toBe('mine');
    expect(mine.remoteTag).toBe(theirs.localTag);
    expect(audioOf(mine.remoteSdp!)?.port).toBe(5000);
    expect(audioOf(theirs.remoteSdp!)?.port).toBe(4000);
  });

  test('may leave the offer to the callee and answer in the ACK', async () => {
    const alice = await peer();
    const bob = await agent('bob');
    const coming = nextInvite(bob);
    const transaction = alice.endpoint.request(outside('INVITE', { peer: alice }), bob.address);
    const incoming = await coming;
    expect(incoming.offer).toBeUndefined();
    const session = incoming.accept({ sdp: offer() });
    const acknowledged = new Promise<void>((resolve) => {
      session.onAcknowledged = resolve;
    });
    expect(statusOf(await transaction.final)).toBe(200);
    expect(session.remoteSdp).toBeUndefined();
    alice.endpoint.sendAck(inside(session, 'ACK', 1, { sdp: answerTo(offer()) }), bob.address);
    await acknowledged;
    expect(audioOf(session.remoteSdp!)?.port).toBe(5000);
  });

  test('can be rejected with a status, a reason and header fields', async () => {
    const alice = await agent('alice');
    const bob = await agent('bob');
    bob.ua.onInvite = (invite) => invite.reject(486, 'Gone Fishing', [['Retry-After', '5']]);
    const result = await alice.ua.invite({ uri: uriOf(bob), next: bob.address, sdp: offer() }).result;
    expect(result).toMatchObject({ kind: 'rejected', response: { status: 486, reason: 'Gone Fishing' } });
    expect(result.kind === 'rejected' && header(result.response, 'Retry-After')).toBe('5');
  });

  test('is no dialog any more when it was rejected while it rang', async () => {
    const alice = await peer();
    const bob = await agent('bob');
    bob.ua.onInvite = (invite) => {
      invite.ring();
      invite.reject(486);
    };
    const transaction = alice.endpoint.request(outside('INVITE', { peer: alice, sdp: offer() }), bob.address);
    const outcome = await transaction.final;
    const localTag = outcome.kind === 'response' ? toTag(outcome.response) : undefined;
    const id = { callId: `by-hand-${alice.address.port}`, localTag: localTag ?? '', remoteTag: 'peer' };
    expect(statusOf(await alice.endpoint.request(inside(id, 'OPTIONS', 2), bob.address).final)).toBe(481);
  });

  test('can be redirected to a contact that carries a Replaces', async () => {
    const alice = await agent('alice');
    const bob = await agent('bob');
    bob.ua.onInvite = (invite) => invite.redirect('<sip:carol@127.0.0.1?Replaces=a%3Bto-tag%3D1%3Bfrom-tag%3D2>');
    const result = await alice.ua.invite({ uri: uriOf(bob), next: bob.address, sdp: offer() }).result;
    expect(statusOf(result)).toBe(302);
    expect(result.kind === 'rejected' && header(result.response, 'Contact')).toContain('Replaces=a%3B');
  });

  test('is left to the caller of receive when no handler is set', async () => {
    const alice = await agent('alice');
    const bob = await agent('bob');
    const taken: boolean[] = [];
    bob.endpoint.onRequest = (incoming) => {
      taken.push(bob.ua.receive(incoming));
    };
    const invite = alice.ua.invite({ uri: uriOf(bob), next: bob.address, sdp: offer() });
    await until(() => taken.length > 0);
    expect(taken).toEqual([false]);
    invite.abandon();
    expect((await invite.result).kind).toBe('timeout');
  });

  test('gets no second answer', async () => {
    const alice = await agent('alice');
    const bob = await agent('bob');
    bob.ua.onInvite = (invite) => {
      invite.accept({ sdp: answerTo(invite.offer!) });
      invite.reject(486);
      invite.ring();
    };
    await established(alice.ua.invite({ uri: uriOf(bob), next: bob.address, sdp: offer() }).result);
    expect(bob.wire.filter((line) => line.startsWith('> ') && line.endsWith(' INVITE'))).toEqual(['> 200 INVITE']);
  });
});

describe('CANCEL', () => {
  test('ends a call that rings with 487', async () => {
    const alice = await agent('alice');
    const bob = await agent('bob');
    const coming = nextInvite(bob);
    const invite = alice.ua.invite({ uri: uriOf(bob), next: bob.address, sdp: offer() });
    const incoming = await coming;
    let cancelled = false;
    incoming.onCancelled = () => {
      cancelled = true;
    };
    incoming.ring();
    await until(() => alice.wire.includes('< 180 INVITE'));
    invite.cancel();
    expect(statusOf(await invite.result)).toBe(487);
    expect(cancelled).toBe(true);
    expect(incoming.pending).toBe(false);
    expect(incoming.accept({ sdp: offer() }).state).toBe('ended');
    expect(bob.ua.sessions()).toEqual([]);
  });

  test('waits for a provisional response', async () => {
    const alice = await agent('alice');
    const bob = await agent('bob');
    const coming = nextInvite(bob);
    const invite = alice.ua.invite({ uri: uriOf(bob), next: bob.address, sdp: offer() });
    invite.cancel();
    const incoming = await coming;
    expect(alice.wire).toEqual(['> INVITE']);
    incoming.ring();
    expect(statusOf(await invite.result)).toBe(487);
    expect(alice.wire).toContain('> CANCEL');
  });

  test('that crosses a 200 is followed by ACK and BYE', async () => {
    const alice = await agent('alice');
    const bob = await agent('bob');
    const coming = nextInvite(bob);
    const invite = alice.ua.invite({ uri: uriOf(bob), next: bob.address, sdp: offer() });
    const incoming = await coming;
    invite.cancel();
    const session = incoming.accept({ sdp: answerTo(incoming.offer!) });
    const ended = new Promise((resolve) => {
      session.onEnded = resolve;
    });
    expect(await invite.result).toMatchObject({ kind: 'timeout', why: expect.stringContaining('cancelled') });
    expect(await ended).toBe('remote-bye');
    expect(alice.wire.filter((line) => line.startsWith('>'))).toEqual(['> INVITE', '> ACK', '> BYE']);
    expect(alice.ua.sessions()).toEqual([]);
  });

  test('after the answer changes nothing', async () => {
    const alice = await agent('alice');
    const bob = await agent('bob');
    answering(bob);
    const invite = alice.ua.invite({ uri: uriOf(bob), next: bob.address, sdp: offer() });
    const session = await established(invite.result);
    invite.cancel();
    expect(session.state).toBe('confirmed');
    expect(statusOf(await session.reinvite())).toBe(488);
    expect(alice.wire).not.toContain('> CANCEL');
  });
});
