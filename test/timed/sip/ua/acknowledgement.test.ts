import { afterEach, describe, expect, test } from '@jest/globals';
import type { IncomingRequest } from '../../../../src/sip/endpoint.ts';
import type { Session } from '../../../../src/sip/ua/user-agent.ts';
import { fromTag } from '../../../../src/sip/fields/tags.ts';
import { header } from '../../../../src/sip/message/headers.ts';
import { answer, reply } from '../../../../src/sip/ua/send-response.ts';
import { sdpBody } from '../../../../src/sip/ua/sdp-body.ts';
import {
  agent,
  type Agent,
  answerTo,
  closeAll,
  established,
  inside,
  methodsOf,
  nextInvite,
  offer,
  outside,
  peer,
  type Peer,
  statusOf,
  until,
} from './agents.ts';

afterEach(closeAll);

/** A call from a peer that has sent no ACK yet. */
async function unacknowledged(bob: Agent): Promise<{ alice: Peer; session: Session }> {
  const alice = await peer();
  alice.onRequest = (incoming) => void reply(incoming, 200);
  const coming = nextInvite(bob);
  const transaction = alice.endpoint.request(outside('INVITE', { peer: alice, sdp: offer() }), bob.address);
  const session = (await coming).accept({ sdp: answerTo(offer()) });
  await transaction.final;
  return { alice, session };
}

function answersOf({ texts }: Agent, { callId }: Session): number {
  return texts.filter((text) => text.startsWith('SIP/2.0 200') && text.includes(callId) && text.includes(' INVITE'))
    .length;
}

/** Another call without an ACK is the clock: its answers are due at the same intervals. */
async function intervalsPass(bob: Agent): Promise<void> {
  const { session } = await unacknowledged(bob);
  await until(() => answersOf(bob, session) >= 5);
}

describe('a 200 to an INVITE', () => {
  test('is sent again until the ACK comes, and not after it', async () => {
    const bob = await agent('bob', { t1: 10 });
    const { alice, session } = await unacknowledged(bob);
    await until(() => answersOf(bob, session) >= 3);
    alice.endpoint.sendAck(inside(session, 'ACK', 1), bob.address);
    await until(() => bob.wire.includes('< ACK'));
    const sent = answersOf(bob, session);
    await intervalsPass(bob);
    expect(answersOf(bob, session)).toBe(sent);
    expect(session.state).toBe('confirmed');
  });

  test('without ACK is given up after 64 times T1, with a BYE', async () => {
    const { alice, session } = await unacknowledged(await agent('bob', { t1: 5 }));
    const why = await new Promise((resolve) => {
      session.onEnded = resolve;
    });
    expect(why).toBe('no-ack');
    await until(() => methodsOf(alice.requests).includes('BYE'));
  });

  test('with its ACK is not given up, while another without is', async () => {
    const bob = await agent('bob', { t1: 5 });
    const { alice, session } = await unacknowledged(bob);
    alice.endpoint.sendAck(inside(session, 'ACK', 1), bob.address);
    const other = await unacknowledged(bob);
    await until(() => other.session.state === 'ended');
    expect(session.state).toBe('confirmed');
  });

  test('is not acknowledged by an ACK with another number', async () => {
    const bob = await agent('bob', { t1: 5 });
    const { alice, session } = await unacknowledged(bob);
    const why = new Promise((resolve) => {
      session.onEnded = resolve;
    });
    alice.endpoint.sendAck(inside(session, 'ACK', 2), bob.address);
    expect(await why).toBe('no-ack');
  });

  test('is not sent again after the caller hung up', async () => {
    const bob = await agent('bob', { t1: 10 });
    const { alice, session } = await unacknowledged(bob);
    const ended: string[] = [];
    session.onEnded = (why) => ended.push(why);
    expect(statusOf(await alice.endpoint.request(inside(session, 'BYE', 2), bob.address).final)).toBe(200);
    const sent = answersOf(bob, session);
    await intervalsPass(bob);
    expect(answersOf(bob, session)).toBe(sent);
    expect(ended).toEqual(['remote-bye']);
  });

  test('is waited for before the callee hangs up', async () => {
    const bob = await agent('bob', { t1: 20 });
    const { alice, session } = await unacknowledged(bob);
    const bye = session.bye();
    await until(() => answersOf(bob, session) >= 2);
    expect(methodsOf(alice.requests)).toEqual([]);
    alice.endpoint.sendAck(inside(session, 'ACK', 1), bob.address);
    expect(statusOf(await bye)).toBe(200);
    expect(methodsOf(alice.requests)).toEqual(['BYE']);
  });

  test('is not waited for any more when the caller hangs up first', async () => {
    const bob = await agent('bob', { t1: 20 });
    const { alice, session } = await unacknowledged(bob);
    const bye = session.bye();
    expect(statusOf(await alice.endpoint.request(inside(session, 'BYE', 2), bob.address).final)).toBe(200);
    expect(statusOf(await bye)).toBe('transport');
    expect(methodsOf(alice.requests)).toEqual([]);
  });

  test('is waited for before the callee makes an offer', async () => {
    const bob = await agent('bob', { t1: 20 });
    const { alice, session } = await unacknowledged(bob);
    const reinvite = session.reinvite();
    await until(() => answersOf(bob, session) >= 2);
    expect(methodsOf(alice.requests)).toEqual([]);
    alice.endpoint.sendAck(inside(session, 'ACK', 1), bob.address);
    expect(statusOf(await reinvite)).toBe(200);
  });
});

function accept(incoming: IncomingRequest, by: Peer, tag: string): void {
  const { headers, body } = sdpBody(answerTo(offer()));
  const contact = ['Contact', `<sip:${tag}@127.0.0.1:${by.address.port}>`] as const;
  incoming.respond(answer(incoming.request, 200, { headers: [contact, ...headers], body, tag }));
}

describe('a caller', () => {
  test('acknowledges each copy of the 200', async () => {
    const alice = await agent('alice');
    const bob = await peer();
    bob.onRequest = (incoming) => {
      if (incoming.request.method === 'INVITE') accept(incoming, bob, 'bob');
    };
    const session = await established(
      alice.ua.invite({ uri: 'sip:bob@park.example', next: bob.address, sdp: offer() }).result,
    );
    await until(() => methodsOf(bob.requests).includes('ACK'));
    accept(bob.requests[0]!, bob, 'bob');
    await until(() => methodsOf(bob.requests).length === 3);
    expect(methodsOf(bob.requests)).toEqual(['INVITE', 'ACK', 'ACK']);
    expect(session.state).toBe('confirmed');
  });

  test('hangs up every further branch that answers', async () => {
    const alice = await agent('alice');
    const bob = await peer();
    bob.onRequest = (incoming) => {
      const { method } = incoming.request;
      if (method === 'BYE') reply(incoming, 200);
      if (method !== 'INVITE') return;
      accept(incoming, bob, 'one');
      accept(incoming, bob, 'two');
      accept(incoming, bob, 'two');
    };
    const session = await established(
      alice.ua.invite({ uri: 'sip:bob@park.example', next: bob.address, sdp: offer() }).result,
    );
    await until(() => methodsOf(bob.requests).filter((method) => method === 'ACK').length === 3);
    await until(() => methodsOf(bob.requests).includes('BYE'));
    expect(methodsOf(bob.requests).filter((method) => method === 'BYE')).toHaveLength(1);
    expect([session.remoteTag, session.state]).toEqual(['one', 'confirmed']);
    expect(alice.ua.sessions()).toEqual([session]);
  });

  test('follows the first of several branches that ring to the one that answers', async () => {
    const alice = await agent('alice');
    const bob = await peer();
    bob.onRequest = (incoming) => {
      if (incoming.request.method !== 'INVITE') return;
      const contact = [['Contact', `<sip:early@127.0.0.1:${bob.address.port}>`]] as const;
      incoming.respond(answer(incoming.request, 180, { tag: 'one', headers: contact }));
      incoming.respond(answer(incoming.request, 183, { tag: 'two', headers: contact }));
      accept(incoming, bob, 'two');
    };
    const session = await established(
      alice.ua.invite({ uri: 'sip:bob@park.example', next: bob.address, sdp: offer() }).result,
    );
    expect(session.remoteTag).toBe('two');
    expect(session.remoteTarget).toContain('sip:two@');
    expect(statusOf(await bob.endpoint.request(inside(session, 'OPTIONS', 1), alice.address).final)).toBe(200);
    const one = { callId: session.callId, localTag: session.localTag, remoteTag: 'one' };
    expect(statusOf(await bob.endpoint.request(inside(one, 'OPTIONS', 1), alice.address).final)).toBe(481);
  });

  test('stops waiting for a cancelled call that is never answered', async () => {
    const alice = await agent('alice', { t1: 5 });
    const bob = await peer();
    bob.onRequest = (incoming) => {
      incoming.onCancel = () => {};
      if (incoming.request.method === 'INVITE') reply(incoming, 180);
    };
    const invite = alice.ua.invite({ uri: 'sip:bob@park.example', next: bob.address, sdp: offer() });
    await until(() => alice.wire.includes('< 180 INVITE'));
    invite.cancel();
    expect(await invite.result).toMatchObject({ kind: 'timeout' });
  });

  test('cannot be hung up on by a callee that has not answered', async () => {
    const alice = await agent('alice');
    const bob = await peer();
    bob.onRequest = (incoming) => {
      if (incoming.request.method === 'INVITE') reply(incoming, 180, { tag: 'bob' });
    };
    const invite = alice.ua.invite({ uri: 'sip:bob@park.example', next: bob.address, sdp: offer() });
    await until(() => alice.wire.includes('< 180 INVITE'));
    const localTag = fromTag(bob.requests[0]!.request) ?? '';
    const id = { callId: invite.callId, localTag, remoteTag: 'bob' };
    for (const [method, seq, status] of [
      ['BYE', 1, 481],
      ['INVITE', 2, 491],
      ['INFO', 3, 481],
    ] as const) {
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      expect(statusOf(await bob.endpoint.request(inside(id, method, seq), alice.address).final)).toBe(status);
    }
    accept(bob.requests[0]!, bob, 'bob');
    expect((await established(invite.result)).remoteTag).toBe('bob');
  });

  test('stays with a session whose 200 carries no Contact and no session description', async () => {
    const alice = await agent('alice');
    const bob = await peer();
    bob.onRequest = (incoming) => void (incoming.request.method !== 'ACK' && reply(incoming, 200, { tag: 'bob' }));
    const session = await established(
      alice.ua.invite({ uri: 'sip:bob@park.example', next: bob.address, sdp: offer() }).result,
    );
    expect(session.remoteSdp).toBeUndefined();
    expect(session.remoteTarget).toBe('sip:bob@park.example');
    expect(statusOf(await session.bye())).toBe(200);
  });

  test('sends requests along the recorded route', async () => {
    const alice = await agent('alice');
    const [bob, proxy] = [await peer(), await peer()];
    bob.onRequest = (incoming) => {
      const route = ['Record-Route', `<sip:127.0.0.1:${proxy.address.port};lr>`] as const;
      const contact = ['Contact', '<sip:bob@192.0.2.1>'] as const;
      reply(incoming, 200, { headers: [route, contact], tag: 'bob' });
    };
    proxy.onRequest = (incoming) => void reply(incoming, 200);
    const session = await established(
      alice.ua.invite({ uri: 'sip:bob@park.example', next: bob.address, sdp: offer() }).result,
    );
    expect(statusOf(await session.bye())).toBe(200);
    expect(methodsOf(proxy.requests)).toEqual(['ACK', 'BYE']);
    expect(proxy.requests.map(({ request }) => request.uri)).toEqual(['sip:bob@192.0.2.1', 'sip:bob@192.0.2.1']);
  });
});

async function ringing() {
  const bob = await agent('bob');
  const alice = await peer();
  const coming = nextInvite(bob);
  const transaction = alice.endpoint.request(outside('INVITE', { peer: alice, sdp: offer() }), bob.address);
  const tag = new Promise<string>((resolve) => {
    transaction.onProvisional = (response) => {
      const to = response.headers.find(({ name }) => name === 'To')?.value ?? '';
      if (response.status === 180) resolve(/tag=(.*)$/.exec(to)?.[1] ?? '');
    };
  });
  const invite = await coming;
  invite.ring();
  const callId = `by-hand-${alice.address.port}`;
  return { bob, alice, invite, transaction, id: { callId, localTag: await tag, remoteTag: 'peer' } };
}

describe('a call that rings', () => {
  test('is ended by a BYE of its caller, with 487', async () => {
    const { bob, alice, invite, transaction, id } = await ringing();
    let cancelled = false;
    invite.onCancelled = () => {
      cancelled = true;
    };
    expect(statusOf(await alice.endpoint.request(inside(id, 'BYE', 2), bob.address).final)).toBe(200);
    expect(statusOf(await transaction.final)).toBe(487);
    expect(cancelled).toBe(true);
  });

  test('takes no second offer before it is answered', async () => {
    const { bob, alice, id } = await ringing();
    for (const [method, seq, sdp, status] of [
      ['UPDATE', 2, offer(), 500],
      ['UPDATE', 3, undefined, 200],
      ['INVITE', 4, offer(), 500],
      ['OPTIONS', 5, undefined, 200],
    ] as const) {
      const request = inside(id, method, seq, sdp === undefined ? {} : { sdp });
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      const outcome = await alice.endpoint.request(request, bob.address).final;
      expect([method, statusOf(outcome)]).toEqual([method, status]);
      const later = outcome.kind === 'response' ? header(outcome.response, 'Retry-After') : undefined;
      expect(later ?? '').toMatch(status === 500 ? /^(?:[0-9]|10)$/ : /^$/);
    }
  });

  test('is one dialog, however often it rings', async () => {
    const { bob, invite, id } = await ringing();
    invite.ring();
    expect(bob.texts.filter((text) => text.startsWith('SIP/2.0 180') && text.includes(id.localTag))).toHaveLength(2);
    const session = invite.accept({ sdp: answerTo(offer()) });
    expect(session.localTag).toBe(id.localTag);
  });
});
