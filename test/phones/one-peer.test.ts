/** What a peer meets is the same with either kind of phone. */
import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { buildResponse } from '../../src/sip/message/build.ts';
import { toTag } from '../../src/sip/fields/tags.ts';
import { header } from '../../src/sip/message/headers.ts';
import { branchOf, line, OnePeer } from './one-peer.ts';

jest.setTimeout(30_000);

describe.each(['native', 'sipp'] as const)('a %s phone', (phones) => {
  let peer: OnePeer;
  beforeEach(async () => {
    peer = await OnePeer.open(phones);
  });
  afterEach(async () => {
    await peer.close();
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
