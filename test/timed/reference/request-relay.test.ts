import { afterEach, describe, expect, test } from '@jest/globals';
import type { Pool } from '../../../src/reference/reference-pool.ts';
import { buildResponse } from '../../../src/sip/message/build.ts';
import type { SipRequest } from '../../../src/sip/message/message.ts';
import type { InviteResult, Session } from '../../../src/sip/ua/user-agent.ts';
import {
  closeBed,
  connect,
  dial,
  dialInVain,
  offer,
  openPair,
  type Phone,
  phone,
  phonesAt,
  register,
  statusOf,
  tell,
  until,
} from './bed.ts';

afterEach(closeBed);

describe('a call from user to user', () => {
  test('is set up through the pool and needs it no more', async () => {
    const { primary } = await openPair();
    const { alice, bob } = await phonesAt(primary, 'alice', 'bob');
    const [alices, bobs] = await connect(alice, bob, primary);
    expect(alices.remoteTarget).toBe(bob.ua.contact);
    await primary.close();
    expect(statusOf(await alices.reinvite())).toBe(200);
    expect(statusOf(await bobs.bye())).toBe(200);
    expect(alices.state).toBe('ended');
  });

  test('rings before it is answered', async () => {
    const { primary } = await openPair();
    const { alice, bob } = await phonesAt(primary, 'alice', 'bob');
    const answer = bob.whenCalled;
    bob.whenCalled = (invite) => {
      invite.ring();
      answer(invite);
    };
    await dial(alice, 'bob', primary);
    expect(alice.heard.slice(-3)).toEqual(['SIP/2.0 100 Trying', 'SIP/2.0 180 Ringing', 'SIP/2.0 200 OK']);
  });

  test('is answered 100 by the pool, and by nobody behind it', async () => {
    const { primary } = await openPair();
    const { alice, bob } = await phonesAt(primary, 'alice', 'bob');
    bob.endpoint.onRequest = (incoming) => {
      incoming.respond(buildResponse(incoming.request, 100));
      incoming.respond(buildResponse(incoming.request, 486, undefined, { toTag: 'bob' }));
    };
    expect(await dialInVain(alice, 'bob', primary)).toMatchObject({ status: 486 });
    expect(alice.heard.filter((line) => line === 'SIP/2.0 100 Trying')).toHaveLength(1);
  });

  test('is refused as the callee refuses it', async () => {
    const { primary } = await openPair();
    const { alice, bob } = await phonesAt(primary, 'alice', 'bob');
    bob.whenCalled = (invite) => invite.reject(486);
    expect(await dialInVain(alice, 'bob', primary)).toMatchObject({ status: 486 });
  });

  test('can be given up by the caller', async () => {
    const { primary } = await openPair();
    const { alice, bob } = await phonesAt(primary, 'alice', 'bob');
    let cancelled = false;
    bob.whenCalled = (invite) => {
      invite.onCancelled = () => {
        cancelled = true;
      };
      invite.ring();
    };
    const call = alice.ua.invite({ uri: 'sip:bob@park.example', next: primary.sip, sdp: offer() });
    call.onProvisional = ({ status }) => {
      if (status === 180) call.cancel();
    };
    expect(await call.result).toMatchObject({ kind: 'rejected', response: { status: 487 } });
    expect(cancelled).toBe(true);
  });

  test('goes to the phone that was registered last', async () => {
    const { primary } = await openPair();
    const { alice } = await phonesAt(primary, 'alice', 'bob');
    const desk = await phone('bob');
    await register(desk, primary);
    expect((await connect(alice, desk, primary))[0].remoteTarget).toBe(desk.ua.contact);
  });

  test('reaches a user who is addressed at the pool itself', async () => {
    const { primary } = await openPair();
    const { alice, bob } = await phonesAt(primary, 'alice', 'bob');
    const uri = `sip:bob@127.0.0.1:${primary.sip.port}`;
    const call = alice.ua.invite({ uri, next: primary.sip, sdp: offer() });
    expect((await call.result).kind).toBe('established');
    await until(() => bob.sessions.length === 1);
  });
});

describe('a phone that sends everything through its pool', () => {
  test('reaches the contact of another phone that is registered there', async () => {
    const { primary } = await openPair();
    const { alice, bob } = await phonesAt(primary, 'alice', 'bob');
    expect(await callThrough(alice, bob.ua.contact, primary)).toMatchObject({ kind: 'established' });
    expect(bob.heard).toContain(`INVITE ${bob.ua.contact} SIP/2.0`);
  });

  test('acknowledges and ends its call through the pool', async () => {
    const { primary } = await openPair();
    const { alice, bob } = await phonesAt(primary, 'alice', 'bob');
    const result = await callThrough(alice, bob.ua.contact, primary);
    if (result.kind !== 'established') throw new Error(result.kind);
    const bye = alice.endpoint.request(inDialog('BYE', result.session, bob), primary.sip);
    expect(statusOf(await bye.final)).toBe(200);
    expect(bob.sessions.map(({ state }) => state)).toEqual(['ended']);
    const acks = (): number => bob.heard.filter((line) => line.startsWith('ACK')).length;
    const before = acks();
    alice.endpoint.sendAck(inDialog('ACK', result.session, bob, '0'), primary.sip);
    alice.endpoint.sendAck(inDialog('ACK', result.session, bob), primary.sip);
    await until(() => acks() > before);
    expect(acks()).toBe(before + 1);
  });

  test('reaches an orbit of the other pool, at the address to which it is redirected', async () => {
    const { primary, backup } = await openPair();
    const { alice } = await phonesAt(primary, 'alice');
    const uri = `sip:250@127.0.0.1:${backup.sip.port}`;
    expect(await callThrough(alice, uri, primary)).toMatchObject({ kind: 'rejected', response: { status: 404 } });
  });

  test('reaches a phone that is still registered at the other pool while users are moved', async () => {
    const { primary, backup } = await openPair();
    await tell(backup, '/failover');
    await tell(backup, '/failover/complete');
    const { alice, bob } = await phonesAt(backup, 'alice', 'bob');
    await tell(primary, '/failback');
    await register(alice, primary);
    expect(await callThrough(alice, bob.ua.contact, primary)).toMatchObject({ kind: 'established' });
  });

  test('gets 483 when its request has no hops left', async () => {
    const { primary } = await openPair();
    const { alice, bob } = await phonesAt(primary, 'alice', 'bob');
    const result = await callThrough(alice, bob.ua.contact, primary);
    if (result.kind !== 'established') throw new Error(result.kind);
    const info = alice.endpoint.request(inDialog('INFO', result.session, bob, '0'), primary.sip);
    expect(statusOf(await info.final)).toBe(483);
  });
});

describe('a call that cannot be set up', () => {
  test('is answered 404 for somebody who was never seen, and 480 for who is not registered now', async () => {
    const { primary } = await openPair();
    const { alice, bob } = await phonesAt(primary, 'alice', 'bob');
    expect(await dialInVain(alice, 'zoe', primary)).toMatchObject({ status: 404 });
    await register(bob, primary, 0);
    expect(await dialInVain(alice, 'bob', primary)).toMatchObject({ status: 480 });
  });

  test('is answered 480 by a pool that has no users now', async () => {
    const { primary, backup } = await openPair();
    const { alice } = await phonesAt(primary, 'alice', 'bob');
    expect(await dialInVain(alice, 'bob', backup)).toMatchObject({ status: 480 });
  });

  test('is not relayed to another domain', async () => {
    const { primary } = await openPair();
    const { alice } = await phonesAt(primary, 'alice');
    const uri = 'sip:bob@elsewhere.example';
    expect(await callThrough(alice, uri, primary)).toMatchObject({ kind: 'rejected', response: { status: 403 } });
  });

  test('is not relayed to a phone that is not registered, or no more', async () => {
    const { primary } = await openPair();
    const { alice, bob } = await phonesAt(primary, 'alice', 'bob');
    const stranger = await phone('bob');
    expect(await callThrough(alice, stranger.ua.contact, primary)).toMatchObject({ response: { status: 403 } });
    await register(bob, primary, 0);
    expect(await callThrough(alice, bob.ua.contact, primary)).toMatchObject({ response: { status: 403 } });
    expect([stranger.heard, bob.sessions]).toEqual([[], []]);
  });

  test('is not passed to and fro between the pools, whatever they both do not know', async () => {
    const { primary, backup, trouble } = await openPair();
    const { alice } = await phonesAt(primary, 'alice');
    const stranger = await phone('bob');
    await tell(backup, '/failover');
    await tell(backup, '/failover/complete');
    await tell(primary, '/failback');
    await register(alice, primary);
    expect(await callThrough(alice, stranger.ua.contact, primary)).toMatchObject({ response: { status: 403 } });
    expect([stranger.heard, trouble]).toEqual([[], []]);
  });

  test('is stopped when it has no hops left', async () => {
    const { primary } = await openPair();
    const { alice, bob } = await phonesAt(primary, 'alice', 'bob');
    const options = { method: 'OPTIONS', uri: 'sip:bob@park.example', next: primary.sip };
    const request = alice.endpoint.request(
      {
        kind: 'request',
        method: options.method,
        uri: options.uri,
        headers: [
          { name: 'From', value: '<sip:alice@park.example>;tag=1' },
          { name: 'To', value: '<sip:bob@park.example>' },
          { name: 'Call-ID', value: 'no-hops' },
          { name: 'CSeq', value: '1 OPTIONS' },
          { name: 'Max-Forwards', value: '0' },
        ],
        body: new Uint8Array(0),
      },
      options.next,
    );
    expect(statusOf(await request.final)).toBe(483);
    expect(bob.heard.some((line) => line.startsWith('OPTIONS'))).toBe(false);
  });

  test('is refused when it asks for an extension of proxies', async () => {
    const { primary } = await openPair();
    const { alice } = await phonesAt(primary, 'alice', 'bob');
    const outcome = await alice.ua.request({
      method: 'OPTIONS',
      uri: 'sip:bob@park.example',
      next: primary.sip,
      headers: [['Proxy-Require', 'levitation']],
    });
    expect(statusOf(outcome)).toBe(420);
  });
});

test('Any other request for a user is relayed too, and answered by his phone', async () => {
  const { primary } = await openPair();
  const { alice, bob } = await phonesAt(primary, 'alice', 'bob');
  const outcome = await alice.ua.request({ method: 'OPTIONS', uri: 'sip:bob@park.example', next: primary.sip });
  expect(statusOf(outcome)).toBe(200);
  expect(bob.heard.at(-1)).toBe(`OPTIONS ${bob.ua.contact} SIP/2.0`);
});

function callThrough(who: Phone, uri: string, pool: Pool): Promise<InviteResult> {
  return who.ua.invite({ uri, next: pool.sip, sdp: offer() }).result;
}

/** A request of a caller in its call, as its phone would write it. */
function inDialog(method: string, session: Session, callee: Phone, hops = '70'): SipRequest {
  const { callId, localTag, remoteTag } = session;
  const headers = [
    ['From', `<sip:alice@park.example>;tag=${localTag}`],
    ['To', `<${callee.ua.contact}>;tag=${remoteTag}`],
    ['Call-ID', callId],
    ['CSeq', `1000 ${method}`],
    ['Max-Forwards', hops],
  ] as const;
  return {
    kind: 'request',
    method,
    uri: callee.ua.contact,
    headers: headers.map(([name, value]) => ({ name, value })),
    body: new Uint8Array(),
  };
}
