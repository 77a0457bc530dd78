import { afterEach, describe, expect, test } from '@jest/globals';
import type { IncomingRequest } from '../../../../src/sip/endpoint.ts';
import { header, headerValues } from '../../../../src/sip/message/headers.ts';
import { audioOf, type Sdp } from '../../../../src/sip/sdp.ts';
import { reply } from '../../../../src/sip/ua/send-response.ts';
import { sdpBody } from '../../../../src/sip/ua/sdp-body.ts';
import {
  agent,
  type Agent,
  answering,
  answerTo,
  call,
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
  uriOf,
} from './agents.ts';

afterEach(closeAll);

async function pair(t1?: number): Promise<[Agent, Agent]> {
  const options = t1 === undefined ? {} : { t1 };
  return [await agent('alice', options), await agent('bob', options)];
}

describe('a re-INVITE', () => {
  test('offers, gets the answer and is acknowledged', async () => {
    const [alice, bob] = await pair();
    const [mine, theirs] = await call(alice, bob);
    const offers: Sdp[] = [];
    theirs.onOffer = (sdp) => {
      offers.push(sdp);
      return answerTo(sdp);
    };
    expect(statusOf(await mine.reinvite(offer(2, 'sendonly')))).toBe(200);
    expect(offers.map((sdp) => audioOf(sdp)?.direction)).toEqual(['sendonly']);
    expect(audioOf(mine.localSdp)?.direction).toBe('sendonly');
    expect(audioOf(mine.remoteSdp!)?.direction).toBe('recvonly');
    expect(audioOf(theirs.localSdp)?.direction).toBe('recvonly');
    await until(() => bob.wire.filter((line) => line === '< ACK').length === 2);
  });

  test('without a new description repeats the present one', async () => {
    const [alice, bob] = await pair();
    const [mine, theirs] = await call(alice, bob);
    const offers: Sdp[] = [];
    mine.onOffer = (sdp) => {
      offers.push(sdp);
      return answerTo(sdp);
    };
    expect(statusOf(await theirs.reinvite())).toBe(200);
    expect(offers).toEqual([theirs.localSdp]);
  });

  test('that is refused changes nothing', async () => {
    const [alice, bob] = await pair();
    const [mine, theirs] = await call(alice, bob);
    theirs.onOffer = () => undefined;
    const before = [mine.localSdp, mine.remoteSdp, theirs.localSdp, theirs.remoteSdp];
    expect(statusOf(await mine.reinvite(offer(2, 'inactive')))).toBe(488);
    expect([mine.localSdp, mine.remoteSdp, theirs.localSdp, theirs.remoteSdp]).toEqual(before);
    expect([mine.state, theirs.state]).toEqual(['confirmed', 'confirmed']);
  });

  test('may come without an offer: ours is in the 200 and the answer in the ACK', async () => {
    const alice = await peer();
    const bob = await agent('bob');
    const coming = nextInvite(bob);
    const first = alice.endpoint.request(outside('INVITE', { peer: alice, sdp: offer() }), bob.address);
    const session = (await coming).accept({ sdp: answerTo(offer()) });
    await first.final;
    alice.endpoint.sendAck(inside(session, 'ACK', 1), bob.address);
    const second = alice.endpoint.request(inside(session, 'INVITE', 2), bob.address);
    expect(statusOf(await second.final)).toBe(200);
    alice.endpoint.sendAck(inside(session, 'ACK', 2, { sdp: offer(3, 'recvonly') }), bob.address);
    await until(() => audioOf(session.remoteSdp!)?.direction === 'recvonly');
  });

  test('waits for the one before it', async () => {
    const [alice, bob] = await pair();
    const [mine, theirs] = await call(alice, bob);
    theirs.onOffer = (sdp) => answerTo(sdp);
    const both = await Promise.all([mine.reinvite(offer(2)), mine.reinvite(offer(3))]);
    expect(both.map(statusOf)).toEqual([200, 200]);
    expect(mine.localSdp.origin.version).toBe('3');
    const exchange = ['> INVITE', '< 200 INVITE', '> ACK'];
    expect(alice.wire).toEqual([...exchange, ...exchange, ...exchange]);
  });

  test.each([
    [481, 'error', 0],
    [408, 'error', 1],
  ])('answered %i ends the session as an %s, with %i BYE', async (status, why, byes) => {
    const alice = await agent('alice');
    const bob = await peer();
    const session = await callPeer(alice, bob);
    const ended = new Promise((resolve) => {
      session.onEnded = resolve;
    });
    bob.onRequest = (incoming) => void reply(incoming, incoming.request.method === 'INVITE' ? status : 200);
    expect(statusOf(await session.reinvite())).toBe(status);
    expect(await ended).toBe(why);
    // What was sent before this request has arrived before it.
    await alice.ua.request({ method: 'OPTIONS', uri: 'sip:peer@park.example', next: bob.address });
    expect(methodsOf(bob.requests).filter((method) => method === 'BYE')).toHaveLength(byes);
    expect(statusOf(await session.reinvite())).toBe('transport');
  });

  test('is acknowledged again when its 200 comes again', async () => {
    const alice = await agent('alice');
    const bob = await peer();
    const session = await callPeer(alice, bob);
    await session.reinvite();
    await until(() => bob.requests.length === 4);
    const [, , again] = bob.requests;
    bob.onRequest(again!);
    await until(() => bob.requests.length === 5);
    expect(methodsOf(bob.requests)).toEqual(['INVITE', 'ACK', 'INVITE', 'ACK', 'ACK']);
  });

  test('moves the target of both ends to the new Contacts, the ACK included', async () => {
    const alice = await agent('alice');
    const [bob, elsewhere] = [await peer(), await peer()];
    const session = await callPeer(alice, bob);
    bob.onRequest = answeringFor(elsewhere);
    elsewhere.onRequest = (incoming) => void reply(incoming, 200);
    expect(statusOf(await session.reinvite())).toBe(200);
    await until(() => methodsOf(elsewhere.requests).includes('ACK'));
    session.onOffer = (sdp) => answerTo(sdp);
    const headers = [['Contact', `<sip:peer@127.0.0.1:${bob.address.port}>`]] as const;
    const back = bob.endpoint.request(inside(session, 'INVITE', 1, { sdp: offer(), headers }), alice.address);
    expect(statusOf(await back.final)).toBe(200);
    bob.endpoint.sendAck(inside(session, 'ACK', 1), alice.address);
    expect(statusOf(await session.bye())).toBe(200);
    expect(methodsOf(bob.requests).at(-1)).toBe('BYE');
    const contacts = bob.requests.map(({ request }) => header(request, 'Contact'));
    expect(contacts.slice(0, 3)).toEqual([`<${alice.ua.contact}>`, undefined, `<${alice.ua.contact}>`]);
  });

  test('that nobody answers ends the session as a timeout', async () => {
    const alice = await agent('alice', { t1: 5 });
    const bob = await peer();
    const session = await callPeer(alice, bob);
    const ended = new Promise((resolve) => {
      session.onEnded = resolve;
    });
    bob.onRequest = () => {};
    expect(statusOf(await session.reinvite())).toBe('timeout');
    expect(await ended).toBe('timeout');
  });
});

/** A call from `caller` that `callee` answers by hand. */
async function callPeer(caller: Agent, callee: Peer) {
  callee.onRequest = answeringFor(callee);
  return established(caller.ua.invite({ uri: 'sip:peer@park.example', next: callee.address, sdp: offer() }).result);
}

function answeringFor(at: Peer): (incoming: IncomingRequest) => void {
  const { headers, body } = sdpBody(answerTo(offer()));
  const contact = ['Contact', `<sip:peer@127.0.0.1:${at.address.port}>`] as const;
  return (incoming) => {
    if (incoming.request.method !== 'ACK') reply(incoming, 200, { headers: [contact, ...headers], body });
  };
}

describe('glare', () => {
  test('of two re-INVITEs is answered 491 at both ends and resolved by the second try', async () => {
    const [alice, bob] = await pair(20);
    const [mine, theirs] = await call(alice, bob);
    mine.onOffer = (sdp) => answerTo(sdp);
    theirs.onOffer = (sdp) => answerTo(sdp);
    const both = await Promise.all([mine.reinvite(offer(2)), theirs.reinvite(offer(2))]);
    expect(alice.wire).toContain('< 491 INVITE');
    expect(bob.wire).toContain('< 491 INVITE');
    expect(both.map(statusOf)).toEqual([200, 200]);
    expect([mine.state, theirs.state]).toEqual(['confirmed', 'confirmed']);
  });

  test('is tried again once only', async () => {
    const alice = await agent('alice', { t1: 20 });
    const bob = await peer();
    const session = await callPeer(alice, bob);
    bob.onRequest = (incoming) => void reply(incoming, 491);
    expect(statusOf(await session.reinvite())).toBe(491);
    expect(bob.requests.map(({ request }) => request.method)).toEqual(['INVITE', 'ACK', 'INVITE', 'INVITE']);
    expect(session.state).toBe('confirmed');
  });

  test('of an UPDATE with an offer against our re-INVITE is answered 491', async () => {
    const alice = await agent('alice');
    const bob = await peer();
    const session = await callPeer(alice, bob);
    session.onOffer = (sdp) => answerTo(sdp);
    bob.onRequest = () => {};
    const reinvite = session.reinvite();
    await until(() => bob.requests.length === 3);
    const update = bob.endpoint.request(inside(session, 'UPDATE', 1, { sdp: offer() }), alice.address);
    expect(statusOf(await update.final)).toBe(491);
    const refresh = bob.endpoint.request(inside(session, 'UPDATE', 2), alice.address);
    expect(statusOf(await refresh.final)).toBe(200);
    session.abort();
    expect(statusOf(await reinvite)).toBe('timeout');
  });
});

describe('an UPDATE', () => {
  test('offers and is answered', async () => {
    const [alice, bob] = await pair();
    const [mine, theirs] = await call(alice, bob);
    theirs.onOffer = (sdp) => answerTo(sdp);
    expect(statusOf(await mine.update(offer(2, 'sendonly')))).toBe(200);
    expect(audioOf(mine.remoteSdp!)?.direction).toBe('recvonly');
  });

  test('without an offer needs no handler', async () => {
    const [alice, bob] = await pair();
    const [mine] = await call(alice, bob);
    expect(statusOf(await mine.update())).toBe(200);
  });

  test('moves the target to its Contact', async () => {
    const [alice, bob] = await pair();
    const [, theirs] = await call(alice, bob);
    const elsewhere = await peer();
    const moved = inside(theirs, 'UPDATE', 99, {
      headers: [['Contact', `<sip:alice@127.0.0.1:${elsewhere.address.port}>`]],
    });
    expect(statusOf(await elsewhere.endpoint.request(moved, bob.address).final)).toBe(200);
    elsewhere.onRequest = (incoming) => void reply(incoming, 200);
    expect(statusOf(await theirs.bye())).toBe(200);
    expect(elsewhere.requests.map(({ request }) => request.method)).toEqual(['BYE']);
  });
});

describe('other requests of a call', () => {
  test('INFO is handed to the handler, which answers', async () => {
    const [alice, bob] = await pair();
    const [mine, theirs] = await call(alice, bob);
    theirs.onInfo = (incoming) => {
      reply(incoming, new TextDecoder().decode(incoming.request.body) === 'Signal=5' ? 200 : 500);
    };
    const headers = [['Content-Type', 'application/dtmf-relay']] as const;
    const body = new TextEncoder().encode('Signal=5');
    expect(statusOf(await mine.request('INFO', { headers, body }))).toBe(200);
  });

  test.each([
    ['INFO', [], 200],
    ['INFO', [['Info-Package', 'trains']], 469],
    ['OPTIONS', [], 200],
    ['MESSAGE', [], 405],
    ['JUGGLE', [], 501],
    ['PRACK', [], 481],
    ['REFER', [['Refer-To', '<sip:carol@127.0.0.1>']], 405],
    ['SUBSCRIBE', [['Event', 'dialog']], 489],
    ['INFO', [['Require', 'time-travel']], 420],
    ['INFO', [['Replaces', 'a;to-tag=1;from-tag=2']], 400],
    [
      'NOTIFY',
      [
        ['Event', 'refer'],
        ['Subscription-State', 'active'],
      ],
      481,
    ],
    ['NOTIFY', [['Subscription-State', 'active']], 400],
    ['NOTIFY', [['Event', 'refer']], 400],
  ] as const)('%s with %j and no handler is answered %i', async (method, headers, status) => {
    const [alice, bob] = await pair();
    const [mine, theirs] = await call(alice, bob);
    const outcome = await mine.request(method, { headers });
    expect(statusOf(outcome)).toBe(status);
    expect(outcome.kind === 'response' && status === 420 && header(outcome.response, 'Unsupported')).toBe(
      status === 420 && 'time-travel',
    );
    expect([mine.state, theirs.state]).toEqual(['confirmed', 'confirmed']);
  });

  test('the answer to OPTIONS says what is understood', async () => {
    const [alice, bob] = await pair();
    const [mine] = await call(alice, bob);
    const outcome = await mine.request('OPTIONS');
    const response = outcome.kind === 'response' ? outcome.response : undefined;
    expect(headerValues(response!, 'Allow')).toContain('REFER');
    expect(headerValues(response!, 'Supported')).toEqual(['replaces', '100rel', 'timer']);
  });
});

describe('a peer that gets it wrong', () => {
  test('is answered 500 when its CSeq goes back, and the dialog stays', async () => {
    const [alice, bob] = await pair();
    const [mine, theirs] = await call(alice, bob);
    const stranger = await peer();
    expect(statusOf(await stranger.endpoint.request(inside(theirs, 'BYE', 1), bob.address).final)).toBe(500);
    expect(theirs.state).toBe('confirmed');
    expect(statusOf(await mine.bye())).toBe(200);
  });

  test.each(['BYE', 'INVITE', 'UPDATE', 'INFO', 'NOTIFY', 'OPTIONS', 'REFER', 'JUGGLE'])(
    'is answered 481 to %s in a dialog nobody knows',
    async (method) => {
      const [alice, bob] = await pair();
      const [, theirs] = await call(alice, bob);
      const stranger = await peer();
      const request = inside({ callId: theirs.callId, remoteTag: 'x', localTag: theirs.localTag }, method, 2);
      expect(statusOf(await stranger.endpoint.request(request, bob.address).final)).toBe(481);
    },
  );

  test('is answered 481 after BYE, and its second BYE too', async () => {
    const [alice, bob] = await pair();
    const [mine, theirs] = await call(alice, bob);
    await mine.bye();
    const stranger = await peer();
    for (const [method, seq] of [
      ['INVITE', 20],
      ['BYE', 21],
    ] as const) {
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      expect(statusOf(await stranger.endpoint.request(inside(theirs, method, seq), bob.address).final)).toBe(481);
    }
  });

  test('whose BYE crosses ours is answered 200', async () => {
    const [alice, bob] = await pair();
    const [mine, theirs] = await call(alice, bob);
    const both = await Promise.all([mine.bye(), theirs.bye()]);
    expect(both.map(statusOf)).toEqual([200, 200]);
  });

  test.each([
    ['text/plain', 'hello', 415],
    ['application/sdp', 'this is no sdp', 400],
  ])('is answered when it offers %s %j', async (type, body, status) => {
    const [alice, bob] = await pair();
    const [mine, theirs] = await call(alice, bob);
    const outcome = await mine.request('UPDATE', {
      headers: [['Content-Type', type]],
      body: new TextEncoder().encode(body),
    });
    expect(statusOf(outcome)).toBe(status);
    expect(theirs.state).toBe('confirmed');
  });

  test('ACKs that belong to nothing are ignored', async () => {
    const [alice, bob] = await pair();
    const [mine, theirs] = await call(alice, bob);
    alice.endpoint.sendAck(inside(theirs, 'ACK', 77), bob.address);
    alice.endpoint.sendAck(inside({ callId: 'x', localTag: 'y', remoteTag: 'z' }, 'ACK', 1), bob.address);
    expect(statusOf(await mine.request('OPTIONS'))).toBe(200);
    expect(bob.trouble).toEqual([]);
  });
});

test('a session that was aborted is forgotten without a word', async () => {
  const [alice, bob] = await pair();
  const [mine, theirs] = await call(alice, bob);
  const sent = alice.wire.length;
  mine.abort();
  expect(alice.ua.sessions()).toEqual([]);
  expect(statusOf(await theirs.reinvite())).toBe(481);
  expect(alice.wire.slice(sent).filter((line) => line === '> BYE')).toEqual([]);
  expect(statusOf(await mine.bye())).toBe('transport');
});

test('a session is found by its dialog until it ends', async () => {
  const [alice, bob] = await pair();
  const [mine] = await call(alice, bob);
  expect(alice.ua.findDialog(mine.callId, mine.localTag, mine.remoteTag)).toBe(mine);
  expect(alice.ua.findDialog(mine.callId, mine.remoteTag, mine.localTag)).toBeUndefined();
  await mine.bye();
  expect(alice.ua.findDialog(mine.callId, mine.localTag, mine.remoteTag)).toBeUndefined();
});

test('a call works through its handlers only as long as they are set', async () => {
  const [alice, bob] = await pair();
  const answered = answering(bob);
  const mine = await established(alice.ua.invite({ uri: uriOf(bob), next: bob.address, sdp: offer() }).result);
  expect(answered).toHaveLength(1);
  expect(statusOf(await mine.reinvite())).toBe(488);
});
