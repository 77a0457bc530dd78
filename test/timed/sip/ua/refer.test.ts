import { afterEach, describe, expect, test } from '@jest/globals';
import type { IncomingRequest } from '../../../../src/sip/endpoint.ts';
import { cseq } from '../../../../src/sip/fields/cseq.ts';
import { fromTag } from '../../../../src/sip/fields/tags.ts';
import { header } from '../../../../src/sip/message/headers.ts';
import type { SipRequest } from '../../../../src/sip/message/message.ts';
import { reply } from '../../../../src/sip/ua/send-response.ts';
import type { IncomingRefer, OutgoingRefer, ReferNotification } from '../../../../src/sip/ua/user-agent.ts';
import {
  agent,
  type Agent,
  call,
  closeAll,
  inside,
  outside,
  peer,
  type Peer,
  statusOf,
  until,
  uriOf,
} from './agents.ts';

afterEach(closeAll);

function collect(refer: OutgoingRefer): string[] {
  const seen: string[] = [];
  refer.onNotify = ({ subscriptionState, sipfrag }: ReferNotification) => {
    seen.push(`${subscriptionState.state} ${sipfrag?.status}`);
  };
  return seen;
}

function referOut(alice: Agent, to: { readonly address: Agent['address'] }, referTo = '<sip:carol@127.0.0.1>') {
  return alice.ua.refer({ uri: 'sip:park@park.example', next: to.address, referTo });
}

describe('a REFER outside a dialog', () => {
  test('is accepted and its progress and end are notified', async () => {
    const alice = await agent('alice');
    const park = await agent('park');
    const refers: IncomingRefer[] = [];
    park.ua.onRefer = (refer) => {
      refers.push(refer);
      const notifier = refer.accept();
      notifier.trying();
      notifier.notify(200, 'OK', [['Contact', '<sip:101@127.0.0.1>']]);
      expect(notifier.closed).toBe(true);
    };
    const refer = alice.ua.refer({
      uri: 'sip:park@park.example',
      next: park.address,
      callId: 'refer-1',
      referTo: '<sip:bob@127.0.0.1?Replaces=a%40b%3Bto-tag%3D1%3Bfrom-tag%3D2&Require=replaces>',
      referredBy: '<sip:alice@park.example>',
    });
    const seen = collect(refer);
    expect(refer.callId).toBe('refer-1');
    expect(statusOf(await refer.accepted)).toBe(200);
    expect(await refer.final).toMatchObject({
      status: 200,
      headers: [{ name: 'Contact', value: '<sip:101@127.0.0.1>' }],
    });
    expect(seen).toEqual(['active 100', 'terminated 200']);
    expect(refers[0]).toMatchObject({
      referredBy: '<sip:alice@park.example>',
      referTo: { replaces: 'a@b;to-tag=1;from-tag=2', require: 'replaces' },
    });
    await until(() => park.wire.filter((line) => line === '< 200 NOTIFY').length === 2);
  });

  test('accepted with 202 is accepted', async () => {
    const alice = await agent('alice');
    const park = await agent('park');
    park.ua.onRefer = (refer) => refer.accept(202).notify(503);
    const refer = referOut(alice, park);
    expect(statusOf(await refer.accepted)).toBe(202);
    expect(await refer.final).toMatchObject({ status: 503, reason: 'Service Unavailable' });
  });

  test('may be notified of before it is answered', async () => {
    const alice = await agent('alice');
    const park = await peer();
    const refer = referOut(alice, park);
    const seen = collect(refer);
    await until(() => park.requests.length === 1);
    const incoming = park.requests[0]!;
    expect(statusOf(await notify(park, incoming, 1, 'SIP/2.0 100 Trying\r\n'))).toBe(200);
    expect(seen).toEqual(['active 100']);
    reply(incoming, 202, { tag: 'park' });
    expect(statusOf(await refer.accepted)).toBe(202);
    expect(statusOf(await notify(park, incoming, 2, 'SIP/2.0 486 Busy Here\r\n'))).toBe(200);
    expect(await refer.final).toMatchObject({ status: 486 });
  });

  test.each([
    [
      'one bad parameter of its state',
      'terminated;reason=noresource;expires=-1;retry-after="',
      'message/sipfrag',
      'SIP/2.0 200 OK\r\n',
    ],
    ['empty parameters', 'Terminated;;reason=noresource;', 'message/sipfrag;;version=2.0;', 'SIP/2.0 200 OK\r\n'],
    ['a status line without reason', 'terminated', 'message/sipfrag', 'SIP/2.0 200\r\n'],
    [
      'the sipfrag in a part',
      'terminated',
      'multipart/mixed;boundary=b',
      '--b\r\nContent-Type: message/sipfrag\r\n\r\nSIP/2.0 200 OK\r\n\r\n--b--\r\n',
    ],
  ])('has a final report with %s', async (_, state, type, body) => {
    const alice = await agent('alice');
    const park = await peer();
    const refer = await accepted(alice, park);
    const sent = notify(park, park.requests[0]!, 1, body, state, { headers: { 'Content-Type': type } });
    expect(statusOf(await sent)).toBe(200);
    expect(await refer.final).toMatchObject({ status: 200 });
  });

  test('has no final report in a NOTIFY that it refuses', async () => {
    const alice = await agent('alice');
    const park = await peer();
    const refer = await accepted(alice, park);
    const headers = { 'Content-Type': 'text/plain' };
    const sent = notify(park, park.requests[0]!, 1, 'SIP/2.0 200 OK\r\n', 'terminated', { headers });
    expect(statusOf(await sent)).toBe(415);
    expect(await refer.final).toBeUndefined();
  });

  test('that is refused has no final report', async () => {
    const alice = await agent('alice');
    const park = await agent('park');
    park.ua.onRefer = (refer) => refer.reject(503, 'Resiliency', [['Warning', '399 park "limited"']]);
    const refer = referOut(alice, park);
    const outcome = await refer.accepted;
    expect(outcome.kind === 'response' && header(outcome.response, 'Warning')).toBe('399 park "limited"');
    expect(await refer.final).toBeUndefined();
  });

  test('whose subscription ends without a final report has none', async () => {
    const alice = await agent('alice');
    const park = await peer();
    const refer = await accepted(alice, park);
    await notify(park, park.requests[0]!, 1, 'SIP/2.0 100 Trying\r\n', 'terminated;reason=giveup');
    expect(await refer.final).toBeUndefined();
  });

  test('that is never notified of ends after timer N', async () => {
    const alice = await agent('alice', { t1: 5 });
    const park = await peer();
    const refer = await accepted(alice, park);
    expect(await refer.final).toBeUndefined();
  });

  test('that is never notified of again ends soon after its time is over', async () => {
    const alice = await agent('alice', { t1: 5 });
    const park = await peer();
    const refer = await accepted(alice, park);
    await notify(park, park.requests[0]!, 1, 'SIP/2.0 100 Trying\r\n', 'active;expires=0');
    expect(await refer.final).toBeUndefined();
  });

  test('that was abandoned answers later NOTIFYs with 481', async () => {
    const alice = await agent('alice');
    const park = await peer();
    const refer = await accepted(alice, park);
    refer.abandon();
    expect(await refer.final).toBeUndefined();
    expect(statusOf(await notify(park, park.requests[0]!, 1, 'SIP/2.0 200 OK\r\n'))).toBe(481);
  });

  test('keeps to the first final report', async () => {
    const alice = await agent('alice');
    const park = await peer();
    const refer = await accepted(alice, park);
    const seen = collect(refer);
    await notify(park, park.requests[0]!, 1, 'SIP/2.0 200 OK\r\n');
    await notify(park, park.requests[0]!, 2, 'SIP/2.0 503 Service Unavailable\r\n', 'terminated;reason=noresource');
    expect(await refer.final).toMatchObject({ status: 200 });
    expect(seen).toEqual(['active 200', 'terminated 503']);
    expect(statusOf(await notify(park, park.requests[0]!, 3, 'SIP/2.0 200 OK\r\n'))).toBe(481);
  });

  test('answers a NOTIFY of a second notifier with 481', async () => {
    const alice = await agent('alice');
    const park = await peer();
    await accepted(alice, park);
    const incoming = park.requests[0]!;
    expect(statusOf(await notify(park, incoming, 1, 'SIP/2.0 100 Trying\r\n'))).toBe(200);
    expect(statusOf(await notify(park, incoming, 1, 'SIP/2.0 100 Trying\r\n', 'active', { tag: 'fork' }))).toBe(481);
  });

  test.each([
    ['a NOTIFY without Event', { Event: undefined }, 400],
    ['a NOTIFY without Subscription-State', { 'Subscription-State': undefined }, 400],
    ['a NOTIFY with an absurd Subscription-State', { 'Subscription-State': ';;' }, 400],
    ['a NOTIFY of another package', { Event: 'presence' }, 481],
    ['a NOTIFY with the id of another subscription', { Event: 'refer;id=99' }, 481],
    ['a NOTIFY with the id of this one', { Event: 'refer;id=1' }, 200],
    ['a NOTIFY with another kind of body', { 'Content-Type': 'text/plain' }, 415],
  ])('answers %s properly, and goes on', async (_, headers, status) => {
    const alice = await agent('alice');
    const park = await peer();
    const refer = await accepted(alice, park);
    const incoming = park.requests[0]!;
    expect(statusOf(await notify(park, incoming, 1, 'SIP/2.0 100 Trying\r\n', 'active', { headers }))).toBe(status);
    expect(statusOf(await notify(park, incoming, 2, 'SIP/2.0 200 OK\r\n'))).toBe(200);
    expect(await refer.final).toMatchObject({ status: 200 });
  });

  test('shows a body that is no sipfrag as none', async () => {
    const alice = await agent('alice');
    const park = await peer();
    const refer = await accepted(alice, park);
    const seen = collect(refer);
    expect(statusOf(await notify(park, park.requests[0]!, 1, 'hello'))).toBe(200);
    expect(seen).toEqual(['active undefined']);
  });

  test.each([
    ['nothing', [], 400],
    [
      'two targets',
      [
        ['Refer-To', '<sip:a@127.0.0.1>'],
        ['Refer-To', '<sip:b@127.0.0.1>'],
      ],
      400,
    ],
    ['two targets in one field', [['Refer-To', '<sip:a@127.0.0.1>, <sip:b@127.0.0.1>']], 400],
    ['what is no URI', [['Refer-To', '<<<>>>']], 400],
    ['a bad SIP URI', [['Refer-To', '<sip:%%%>']], 400],
    ['a telephone number', [['Refer-To', '<tel:+15551234>']], 416],
  ] as const)('to %s is refused and bothers nobody', async (_, headers, status) => {
    const alice = await agent('alice');
    const park = await agent('park');
    let bothered = false;
    park.ua.onRefer = () => {
      bothered = true;
    };
    const outcome = await alice.ua.request({ method: 'REFER', uri: uriOf(park), next: park.address, headers });
    expect(statusOf(outcome)).toBe(status);
    expect(bothered).toBe(false);
  });

  test('stops being notified of when the referrer does not know it any more', async () => {
    const park = await agent('park');
    const alice = await peer();
    alice.onRequest = (incoming) => void reply(incoming, 481);
    const closed = new Promise<boolean>((resolve) => {
      park.ua.onRefer = (refer) => {
        const notifier = refer.accept();
        notifier.trying();
        void until(() => notifier.closed).then(() => resolve(true));
      };
    });
    const headers = [['Refer-To', '<sip:x@127.0.0.1>']] as const;
    void alice.endpoint.request(outside('REFER', { peer: alice, headers }), park.address).final;
    expect(await closed).toBe(true);
  });
});

describe('a REFER in a call', () => {
  test('is notified of in its dialog, also after the call has ended', async () => {
    const alice = await agent('alice');
    const bob = await agent('bob');
    const [mine, theirs] = await call(alice, bob);
    const refers: IncomingRefer[] = [];
    theirs.onRefer = (refer) => refers.push(refer);
    const refer = mine.refer({ referTo: '<sip:carol@127.0.0.1>' });
    await until(() => refers.length === 1);
    const notifier = refers[0]!.accept();
    notifier.trying();
    expect(refer.callId).toBe(mine.callId);
    expect(statusOf(await refer.accepted)).toBe(200);
    expect(statusOf(await mine.bye())).toBe(200);
    notifier.notify(200);
    expect(await refer.final).toMatchObject({ status: 200 });
    expect(theirs.state).toBe('ended');
  });

  test('can be told from the one before it by its id', async () => {
    const alice = await agent('alice');
    const bob = await agent('bob');
    const [mine, theirs] = await call(alice, bob);
    const refers: IncomingRefer[] = [];
    theirs.onRefer = (refer) => refers.push(refer);
    const first = mine.refer({ referTo: '<sip:carol@127.0.0.1>' });
    await until(() => refers.length === 1);
    const one = refers[0]!.accept();
    const second = mine.refer({ referTo: '<sip:dave@127.0.0.1>' });
    await until(() => refers.length === 2);
    const two = refers[1]!.accept();
    two.notify(486);
    expect(await second.final).toMatchObject({ status: 486 });
    one.notify(200);
    expect(await first.final).toMatchObject({ status: 200 });
  });
});

async function accepted(alice: Agent, park: Peer): Promise<OutgoingRefer> {
  park.onRequest = (incoming) => void reply(incoming, 200, { tag: 'park' });
  const refer = referOut(alice, park);
  await refer.accepted;
  return refer;
}

/** A NOTIFY by hand to the sender of `refer`. */
async function notify(
  from: Peer,
  refer: IncomingRequest,
  seq: number,
  body: string,
  state = 'active;expires=60',
  { tag = 'park', headers = {} }: { tag?: string; headers?: Record<string, string | undefined> } = {},
) {
  const id = { callId: header(refer.request, 'Call-ID') ?? '', localTag: fromTag(refer.request) ?? '', remoteTag: tag };
  const usual = { Event: 'refer', 'Subscription-State': state, 'Content-Type': 'message/sipfrag', ...headers };
  const contact = ['Contact', `<sip:park@127.0.0.1:${from.address.port}>`] as const;
  const fields = Object.entries(usual).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value] as const],
  );
  const request: SipRequest = inside(id, 'NOTIFY', seq, { headers: [contact, ...fields], body });
  expect(cseq(request)?.seq).toBe(seq);
  return from.endpoint.request(request, refer.source).final;
}
