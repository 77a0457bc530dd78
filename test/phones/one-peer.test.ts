/** What a peer meets is the same with either kind of phone. */
import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { buildResponse } from '../../src/sip/message/build.ts';
import { toTag } from '../../src/sip/fields/tags.ts';
import { header, headerValues } from '../../src/sip/message/headers.ts';
import type { Leg } from '../../src/phone/phone.ts';
import type { SipRequest } from '../../src/sip/message/message.ts';
import { branchOf, line, OnePeer } from './one-peer.ts';

jest.setTimeout(30_000);

const STATE = [
  ['Event', 'dialog'],
  ['Subscription-State', 'active;expires=600'],
  ['Content-Type', 'application/dialog-info+xml'],
] as const;

/** The answer to a challenge. */
const ANSWERED: unknown = expect.stringMatching(/^Digest username="alice"/);

describe.each(['native', 'sipp'] as const)('a %s phone', (phones) => {
  let peer: OnePeer;
  beforeEach(async () => {
    peer = await OnePeer.open(phones);
  });
  /** Those that a test has opened, and not closed yet. */
  const others: OnePeer[] = [];
  afterEach(async () => {
    await Promise.all([peer, ...others.splice(0)].map((each) => each.close()));
  });

  const dial = () =>
    peer.phone.dial({ callId: 'by@alice', uri: 'sip:bob@park.example', next: peer.address, within: 3_000 });

  test('takes of a redirect the Contact with the highest q', async () => {
    const dialled = dial();
    const headers = ['<tel:+1>', '<sip:low@127.0.0.1:9>;q=0.1', '<sip:high@127.0.0.1:9>;q=0.8'].map(
      (contact) => ['Contact', contact] as const,
    );
    peer.say(buildResponse(await peer.request('INVITE'), 302, undefined, { toTag: 'r', headers }));
    expect(await dialled).toMatchObject({ status: 302, contact: 'sip:high@127.0.0.1:9' });
    await peer.request('ACK');
  });

  test('holds a subscription, and hears of a change that comes while nobody asks', async () => {
    const [uri, callId] = ['sip:701@park.example', 'l@alice'];
    const polled = peer.phone.poll({ callId, uri, next: peer.address, event: 'dialog', held: true, within: 3_000 });
    const subscribe = await peer.request('SUBSCRIBE');
    expect(Number(header(subscribe, 'Expires'))).toBeGreaterThan(60);
    const headers = [peer.contact, ['Expires', '600']] as const;
    peer.say(buildResponse(subscribe, 200, undefined, { toTag: 'n', headers }));
    const tell = async (seq: number, body: string): Promise<void> => {
      await peer.answer(peer.askBack(subscribe, 'NOTIFY', 'n', seq, { headers: STATE, body: Buffer.from(body) }));
    };
    await tell(1, '<free/>');
    expect(await polled).toMatchObject({ kind: 'notified', body: '<free/>' });
    const turned = peer.phone.turned((told, body) => told === uri && body === '<occupied/>', { within: 3_000 });
    await tell(2, '<occupied/>');
    expect(await turned).toBe(uri);
  });

  test('takes a NOTIFY that comes before the answer to its SUBSCRIBE', async () => {
    const [uri, callId] = ['sip:702@park.example', 'early@alice'];
    const polled = peer.phone.poll({ callId, uri, next: peer.address, event: 'dialog', within: 3_000 });
    const subscribe = await peer.request('SUBSCRIBE');
    const headers = [...STATE, peer.contact];
    const told = peer.askBack(subscribe, 'NOTIFY', 'n', 1, { headers, body: Buffer.from('<occupied/>') });
    peer.say(buildResponse(subscribe, 200, undefined, { toTag: 'n', headers: [peer.contact, ['Expires', '0']] }));
    await peer.answer(told);
    expect(await polled).toMatchObject({ kind: 'notified', body: '<occupied/>' });
  });

  test('takes the report of a transfer that comes before the answer to its REFER', async () => {
    const referred = peer.phone.refer({
      callId: 'early-refer@alice',
      uri: 'sip:park@park.example',
      next: peer.address,
      referTo: 'sip:bob@park.example',
      referredBy: 'sip:alice@park.example',
      within: 3_000,
    });
    const refer = await peer.request('REFER');
    const headers = [
      peer.contact,
      ['Event', 'refer'],
      ['Subscription-State', 'terminated;reason=noresource'],
      ['Content-Type', 'message/sipfrag;version=2.0'],
    ] as const;
    const told = peer.askBack(refer, 'NOTIFY', 'n', 1, { headers, body: Buffer.from('SIP/2.0 200 OK\r\n') });
    peer.say(buildResponse(refer, 202, undefined, { toTag: 'n', headers: [peer.contact] }));
    await peer.answer(told);
    expect(await referred).toMatchObject({ kind: 'accepted', status: 202, final: { status: 200 } });
  });

  test('refreshes a subscription that it holds in its dialog, and subscribes anew where the pool has forgotten it', async () => {
    const [uri, next] = ['sip:701@park.example', peer.address];
    const look = (callId: string) => peer.phone.poll({ callId, uri, next, event: 'dialog', held: true, within: 3_000 });
    const grant = async (body: string, seq: number, to = 'n'): Promise<SipRequest> => {
      const subscribe = await peer.request('SUBSCRIBE');
      const headers = [peer.contact, ['Expires', '600']] as const;
      peer.say(buildResponse(subscribe, 200, undefined, { toTag: to, headers }));
      await peer.answer(
        peer.askBack(subscribe, 'NOTIFY', to, seq, { headers: [peer.contact, ...STATE], body: Buffer.from(body) }),
      );
      return subscribe;
    };
    const known = (request: SipRequest): readonly unknown[] =>
      ['Call-ID', 'CSeq', 'Event', 'Expires'].map((name) => header(request, name));
    const challenge = async (): Promise<void> => {
      const headers = [['WWW-Authenticate', 'Digest realm="park.example", nonce="n", algorithm=MD5']] as const;
      peer.say(buildResponse(await peer.request('SUBSCRIBE'), 401, undefined, { toTag: 'n', headers }));
    };
    const first = look('one@alice');
    await challenge();
    const subscribe = await grant('<free/>', 1);
    expect(await first).toMatchObject({ body: '<free/>' });
    expect(peer.phone.heldCallId({ uri, next })).toBe('one@alice');
    const second = look('two@alice');
    await challenge();
    const refresh = await grant('<occupied/>', 2);
    expect(await second).toMatchObject({ body: '<occupied/>' });
    expect(known(refresh)).toEqual(['one@alice', '4 SUBSCRIBE', 'dialog', header(subscribe, 'Expires')]);
    expect([toTag(refresh), refresh.uri]).toEqual(['n', /<(.*)>/.exec(peer.contact[1])?.[1]]);
    expect([subscribe, refresh].map((each) => header(each, 'Authorization'))).toEqual([ANSWERED, ANSWERED]);
    const third = look('three@alice');
    peer.say(buildResponse(await peer.request('SUBSCRIBE'), 481));
    const anew = await grant('<new/>', 1, 'm');
    expect(await third).toMatchObject({ body: '<new/>' });
    expect([header(anew, 'Call-ID'), toTag(anew)]).toEqual(['three@alice', undefined]);
    expect(peer.phone.heldCallId({ uri, next })).toBe('three@alice');
  });

  test('refreshes by itself a subscription that is half over, and ends it when it is closed', async () => {
    const own = await OnePeer.open(phones);
    others.push(own);
    const [uri, next] = ['sip:701@park.example', own.address];
    const grant = async (seconds: string, seq: number): Promise<SipRequest> => {
      const subscribe = await own.request('SUBSCRIBE');
      const headers = [own.contact, ['Expires', seconds]] as const;
      own.say(buildResponse(subscribe, 200, undefined, { toTag: 'n', headers }));
      const told = { headers: [own.contact, ...STATE], body: Buffer.from('<free/>') };
      await own.answer(own.askBack(subscribe, 'NOTIFY', 'n', seq, told));
      return subscribe;
    };
    const polled = own.phone.poll({ callId: 'l@alice', uri, next, event: 'dialog', held: true, within: 3_000 });
    await grant('1', 1);
    expect(await polled).toMatchObject({ kind: 'notified' });
    const unasked = await grant('600', 2);
    expect([header(unasked, 'Call-ID'), Number(header(unasked, 'Expires'))]).toEqual(['l@alice', 3_600]);
    others.pop();
    const closing = own.close();
    const last = await own.request('SUBSCRIBE');
    own.say(buildResponse(last, 200, undefined, { toTag: 'n', headers: [own.contact, ['Expires', '0']] }));
    expect([header(last, 'Call-ID'), header(last, 'Expires')]).toEqual(['l@alice', '0']);
    await closing;
  });

  test('says to its registrar that it supports Path', async () => {
    const registering = peer.phone.register(['primary'], { within: 3_000 });
    const register = await peer.request('REGISTER');
    expect(header(register, 'Supported')).toBe('path');
    peer.say(buildResponse(register, 200, undefined, { toTag: 'r' }));
    expect(await registering).toMatchObject({ status: 200 });
  });

  test('follows the Service-Route of its registrar, or says that it cannot', async () => {
    const registering = peer.phone.register(['primary'], { within: 3_000 });
    const route = `<sip:127.0.0.1:${peer.address.port};lr>`;
    const headers = [['Service-Route', route] as const];
    peer.say(buildResponse(await peer.request('REGISTER'), 200, undefined, { toTag: 'r', headers }));
    expect(await registering).toMatchObject({ status: 200 });
    const dialled = dial();
    const invite = await peer.request('INVITE');
    const [followed, told] =
      phones === 'native'
        ? [route, []]
        : [undefined, [`it cannot follow the Service-Route of its registrar: ${route}`]];
    expect([header(invite, 'Route'), peer.troubles.splice(0)]).toEqual([followed, told]);
    peer.say(buildResponse(invite, 486, undefined, { toTag: 'b' }));
    await dialled;
    await peer.request('ACK');
  });

  test('answers an INVITE that comes on two ways once, and goes on with the first', async () => {
    const invite = peer.ask('INVITE', { sdp: true });
    const ok = await peer.answer(invite);
    const again = peer.ask('INVITE', { sdp: true });
    const refused = await peer.answer(again);
    expect([ok.status, refused.status]).toEqual([200, 482]);
    peer.ask('ACK', { toTag: toTag(refused), branch: branchOf(again) });
    peer.ask('ACK', { toTag: toTag(ok) });
    expect((await peer.answer(peer.ask('BYE', { seq: 2, toTag: toTag(ok) }))).status).toBe(200);
    expect(peer.heard.filter((each) => each !== '100 1 INVITE')).toEqual([
      '180 1 INVITE',
      '200 1 INVITE',
      '482 1 INVITE',
      '200 2 BYE',
    ]);
  });

  test('lets a call ring on when its INVITE comes on a second way', async () => {
    peer.phone.whenCalled = 'ring';
    const invite = peer.ask('INVITE', { sdp: true });
    while (line(await peer.next()) !== '180 1 INVITE');
    const again = peer.ask('INVITE', { sdp: true });
    const refused = await peer.answer(again);
    expect(refused.status).toBe(482);
    peer.ask('ACK', { toTag: toTag(refused), branch: branchOf(again) });
    peer.ask('CANCEL', { branch: branchOf(invite) });
    expect((await peer.answer(invite)).status).toBe(487);
  });

  test('takes a call that wants a session timer, and its refreshes', async () => {
    const timed = [['Supported', 'timer'] as const, ['Session-Expires', '90;refresher=uac'] as const];
    const ok = await peer.answer(peer.ask('INVITE', { sdp: true, headers: [...timed, ['Require', 'timer']] }));
    expect(ok.status).toBe(200);
    const interval = phones === 'native' ? '90;refresher=uac' : undefined;
    expect(header(ok, 'Session-Expires')).toBe(interval);
    peer.ask('ACK', { toTag: toTag(ok) });
    const again = await peer.answer(peer.ask('INVITE', { seq: 2, sdp: true, toTag: toTag(ok), headers: timed }));
    expect([again.status, header(again, 'Session-Expires')]).toEqual([200, interval]);
    peer.ask('ACK', { seq: 2, toTag: toTag(ok) });
    const update = await peer.answer(peer.ask('UPDATE', { seq: 3, toTag: toTag(ok), headers: timed }));
    expect(update.status).toBe(phones === 'native' ? 200 : 405);
    expect(headerValues(update, 'Allow').includes('UPDATE')).toBe(phones === 'native');
    expect((await peer.answer(peer.ask('BYE', { seq: 4, toTag: toTag(ok) }))).status).toBe(200);
  });

  test('puts its tag into the answer to a request outside of a dialog', async () => {
    const answer = await peer.answer(peer.ask('OPTIONS'));
    expect(answer.status).toBe(200);
    expect(toTag(answer)).toMatch(/./);
  });

  test.each([
    ['SUBSCRIBE', 489, 'Allow-Events', 'refer', [['Event', 'presence']]],
    ['SUBSCRIBE', 489, 'Allow-Events', 'refer', [['Event', 'message-summary;id=1']]],
    ['PUBLISH', 405, 'Allow', 'INVITE', [['Event', 'presence']]],
    ['MESSAGE', 405, 'Allow', 'INVITE', []],
    ['REGISTER', 405, 'Allow', 'INVITE', []],
    ['JUGGLE', 501, 'Allow', 'INVITE', []],
    ['PUBLISHER', 501, 'Allow', 'INVITE', []],
    ['PRACK', 481, 'To', 'sip:', []],
  ] as const)(
    'refuses %s outside of a dialog with %i, and says what goes',
    async (method, status, name, value, headers) => {
      const answer = await peer.answer(peer.ask(method, { headers }));
      expect(answer.status).toBe(status);
      expect(header(answer, name)).toContain(value);
      expect(toTag(answer)).toMatch(/./);
    },
  );

  test('refuses methods within a call, which goes on', async () => {
    const ok = await peer.answer(peer.ask('INVITE', { sdp: true }));
    peer.ask('ACK', { toTag: toTag(ok) });
    const answers: number[] = [];
    for (const [index, method] of ['PUBLISH', 'JUGGLE', 'SUBSCRIBE', 'PRACK', 'BYE'].entries()) {
      const request = peer.ask(method, { seq: 2 + index, toTag: toTag(ok), headers: [['Event', 'presence']] });
      // oxlint-disable-next-line no-await-in-loop -- one after the other, as their numbers say
      answers.push((await peer.answer(request)).status);
    }
    expect(answers).toEqual([405, 501, 489, 481, 200]);
  });

  test('refuses a second INVITE of a call that it has not answered yet with 500, and rings on', async () => {
    peer.phone.whenCalled = 'ring';
    const invite = peer.ask('INVITE', { sdp: true });
    let ringing = await peer.next();
    while (line(ringing) !== '180 1 INVITE') ringing = await peer.next();
    const second = peer.ask('INVITE', { seq: 2, toTag: toTag(ringing), sdp: true });
    const refused = await peer.answer(second);
    expect(refused.status).toBe(500);
    expect(header(refused, 'Retry-After')).toMatch(/^(?:[0-9]|10)$/);
    peer.ask('ACK', { seq: 2, toTag: toTag(refused), branch: branchOf(second) });
    peer.ask('CANCEL', { branch: branchOf(invite) });
    expect((await peer.answer(invite)).status).toBe(487);
  });

  test('refuses an INVITE of who has not answered its own yet with 491', async () => {
    const dialled = dial();
    const invite = await peer.request('INVITE');
    peer.say(buildResponse(invite, 180, undefined, { toTag: 'early', headers: [peer.contact] }));
    const second = peer.askBack(invite, 'INVITE', 'early');
    const refused = await peer.answer(second);
    expect(refused.status).toBe(491);
    peer.say(buildResponse(invite, 486, undefined, { toTag: 'early' }));
    expect(await dialled).toMatchObject({ status: 486 });
  });

  test('takes INVITEs within a call, one after the other', async () => {
    const ok = await peer.answer(peer.ask('INVITE', { sdp: true }));
    peer.ask('ACK', { toTag: toTag(ok) });
    for (const seq of [2, 3]) {
      const again = peer.ask('INVITE', { seq, toTag: toTag(ok), sdp: true });
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      expect((await peer.answer(again)).status).toBe(200);
      peer.ask('ACK', { seq, toTag: toTag(ok) });
    }
    expect((await peer.answer(peer.ask('BYE', { seq: 4, toTag: toTag(ok) }))).status).toBe(200);
  });

  test('says what is wrong with what it answers 400', async () => {
    const reasons: string[] = [];
    const refused = async (
      headers: ReadonlyArray<readonly [string, string]>,
      seq: number,
      tag?: string,
    ): Promise<void> => {
      const invite = peer.ask('INVITE', {
        seq,
        headers,
        sdp: true,
        ...(tag === undefined ? { callId: `${seq}@peer` } : { toTag: tag }),
      });
      const { status, reason } = await peer.answer(invite);
      reasons.push(`${status} ${reason}`);
    };
    await refused([['Replaces', 'nothing;to-tag=']], 1);
    const ok = await peer.answer(peer.ask('INVITE', { sdp: true }));
    peer.ask('ACK', { toTag: toTag(ok) });
    await refused([['Replaces', 'a@b;to-tag=c;from-tag=d']], 2, toTag(ok));
    expect(reasons).toEqual(['400 Bad Replaces', '400 Misplaced Replaces']);
  });

  test('takes the final report of a transfer whose Subscription-State has a bad parameter, as linphone writes it', async () => {
    const ok = await peer.answer(peer.ask('INVITE', { sdp: true }));
    peer.ask('ACK', { toTag: toTag(ok) });
    const transferred = peer.phone.leg('of@peer')?.transfer({ referTo: '<sip:dave@park.example>', within: 4_000 });
    peer.say(buildResponse(await peer.request('REFER'), 202, undefined, { headers: [peer.contact] }));
    const notify = peer.ask('NOTIFY', {
      seq: 2,
      toTag: toTag(ok),
      headers: [
        ['Event', 'refer'],
        ['Subscription-State', 'terminated;reason=reason=noresource'],
        ['Content-Type', 'message/sipfrag;version=2.0'],
      ],
      body: 'SIP/2.0 200 OK\r\n',
    });
    expect((await peer.answer(notify)).status).toBe(200);
    peer.say(buildResponse(await peer.request('BYE'), 200));
    expect(await transferred).toMatchObject({ kind: 'accepted', final: { status: 200 } });
  });

  // As Asterisk does: the INVITE and the reports come at once, and the last report lets the phone hang up.
  test.each([1, 2, 3, 4, 5])('hangs up after a transfer while it answers an INVITE, time %i', async (time) => {
    const callId = `crossed-${time}@peer`;
    const ok = await peer.answer(peer.ask('INVITE', { callId, sdp: true }));
    const theirs = { callId, toTag: toTag(ok) };
    peer.ask('ACK', theirs);
    const transferred = peer.phone.leg(callId)?.transfer({ referTo: '<sip:dave@park.example>', within: 4_000 });
    peer.say(buildResponse(await peer.request('REFER'), 202, undefined, { headers: [peer.contact] }));
    peer.ask('INVITE', { ...theirs, seq: 2, sdp: true });
    for (const [seq, state] of [
      [3, 'active'],
      [4, 'terminated;reason=noresource'],
    ] as const) {
      const headers = [
        ['Event', 'refer'],
        ['Subscription-State', state],
        ['Content-Type', 'message/sipfrag;version=2.0'],
      ] as const;
      peer.ask('NOTIFY', {
        ...theirs,
        seq,
        headers,
        body: seq === 3 ? 'SIP/2.0 100 Trying\r\n' : 'SIP/2.0 200 OK\r\n',
      });
    }
    for (;;) {
      // oxlint-disable-next-line no-await-in-loop -- the answers come in any order
      const message = await peer.next();
      if (message.kind === 'response' && message.status >= 200 && header(message, 'CSeq') === '2 INVITE')
        peer.ask('ACK', { ...theirs, seq: 2 });
      if (message.kind === 'response' || message.method !== 'BYE') continue;
      peer.say(buildResponse(message, 200));
      break;
    }
    expect(await transferred).toMatchObject({ kind: 'accepted', final: { status: 200 } });
  });

  test('makes an offer once more that met another one', async () => {
    const ok = await peer.answer(peer.ask('INVITE', { sdp: true }));
    peer.ask('ACK', { toTag: toTag(ok) });
    const held = peer.phone.leg('of@peer')?.hold({ within: 4_000 });
    peer.say(buildResponse(await peer.request('INVITE'), 491));
    await peer.request('ACK');
    const { headers, body } = peer.session;
    peer.say(buildResponse(await peer.request('INVITE'), 200, undefined, { headers, body }));
    await peer.request('ACK');
    expect(await held).toMatchObject({ status: 200 });
  });

  /** The next request with another number than those that were answered: a phone may repeat what has no answer. */
  async function nextAfter(seen: SipRequest): Promise<SipRequest> {
    for (;;) {
      // oxlint-disable-next-line no-await-in-loop -- what is repeated is passed over
      const message = await peer.next();
      if (message.kind === 'request' && line(message) + header(message, 'CSeq') !== line(seen) + header(seen, 'CSeq'))
        return message;
    }
  }

  /** A call of the peer's in which the phone has offered hold, and waits for the answer no longer. */
  async function heldInVain(): Promise<{ leg: Leg; offered: SipRequest }> {
    const ok = await peer.answer(peer.ask('INVITE', { sdp: true }));
    peer.ask('ACK', { toTag: toTag(ok) });
    const leg = peer.phone.leg('of@peer');
    if (leg === undefined) throw new Error('the phone has no leg');
    const held = leg.hold({ within: 200 });
    const offered = await peer.request('INVITE');
    expect(await held).toEqual({ kind: 'silent' });
    return { leg, offered };
  }

  test('acknowledges an answer to its offer that comes when it waits for it no longer, by the number of the INVITE', async () => {
    const { leg, offered } = await heldInVain();
    const over = leg.hangUp({ within: 3_000 });
    const bye = await nextAfter(offered);
    expect(line(bye)).toBe('BYE');
    peer.say(buildResponse(bye, 200));
    await over;
    peer.say(buildResponse(offered, 200, undefined, peer.session));
    const ack = await nextAfter(offered);
    expect([ack.method, header(ack, 'CSeq')]).toEqual(['ACK', header(offered, 'CSeq')?.replace('INVITE', 'ACK')]);
  });

  test('makes no offer while the one before it has no answer, and makes it then', async () => {
    const { leg, offered } = await heldInVain();
    const resumed = leg.resume({ within: 3_000 });
    peer.say(buildResponse(offered, 200, undefined, peer.session));
    const ack = await nextAfter(offered);
    expect([ack.method, header(ack, 'CSeq')]).toEqual(['ACK', header(offered, 'CSeq')?.replace('INVITE', 'ACK')]);
    const later = await peer.request('INVITE');
    expect(Buffer.from(later.body).toString()).toContain('a=sendrecv');
    peer.say(buildResponse(later, 200, undefined, peer.session));
    expect(await resumed).toMatchObject({ kind: 'answered', status: 200 });
    await peer.request('ACK');
  });

  test('takes the description of a 183 for the answer where the 200 has none', async () => {
    const dialled = dial();
    const invite = await peer.request('INVITE');
    const session = { ...peer.session, toTag: 'early' };
    peer.say(buildResponse(invite, 183, undefined, session));
    peer.say(buildResponse(invite, 180, undefined, { toTag: 'early', headers: [peer.contact] }));
    const stream = await peer.listens();
    peer.say(buildResponse(invite, 183, undefined, { ...session, toTag: 'fork', body: stream.sdp }));
    peer.say(buildResponse(invite, 200, undefined, { toTag: 'fork', headers: [peer.contact] }));
    await peer.request('ACK');
    expect(await dialled).toMatchObject({ kind: 'connected' });
    expect(await stream.media.listen('alice', 3, 2_000)).toBe(true);
  });

  test('answers who requires reliable provisional answers, and gives it no other ones', async () => {
    const invite = peer.ask('INVITE', { sdp: true, headers: [['Require', '100rel']] });
    const unreliable: string[] = [];
    let message = await peer.next();
    while (message.kind === 'response' && message.status < 200) {
      if (message.status > 100 && header(message, 'RSeq') === undefined) unreliable.push(line(message));
      // oxlint-disable-next-line no-await-in-loop -- what comes before the answer is looked at
      message = await peer.next();
    }
    expect([line(message), ...unreliable]).toEqual(['200 1 INVITE']);
    peer.ask('ACK', { toTag: toTag(message) });
    expect(header(invite, 'CSeq')).toBe(header(message, 'CSeq'));
  });
});
