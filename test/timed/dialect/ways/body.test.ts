import { afterEach, describe, expect, test } from '@jest/globals';
import type { DialectSource } from '../../../../src/candidate/dialect/dialect-schema.ts';
import { park } from '../../../../src/drive/park.ts';
import { AS_SITUATION } from '../../../../src/drive/perform-deed.ts';
import { header } from '../../../../src/sip/message/headers.ts';
import type { SipRequest } from '../../../../src/sip/message/message.ts';
import { decodeText, encodeText } from '../../../../src/sip/message/octets.ts';
import { reply } from '../../../../src/sip/ua/send-response.ts';
import { addressOf } from '../../../../src/sip/route.ts';
import { parseUri } from '../../../../src/sip/uri.ts';
import type { HistoryBuilder } from '../../../judge/history-builder.ts';
import { contactOf } from '../../../judge/sip-text.ts';
import { tagOf } from '../../../judge/recording.ts';
import { doneIn, inCall, type InCall, parks } from './in-call.ts';
import { judged, keepAt } from './judged.ts';

const CISCO = 'application/x-cisco-remotecc-request+xml';
const BY_REFER: DialectSource = {
  park: { by: 'body', method: 'REFER', type: CISCO, body: 'park.xml', proof: 'message' },
  orbit: { from: 'message', of: ['NOTIFY', 'REFER'], match: 'entity="sip:(\\d+)@' },
};
const BY_INFO: DialectSource = {
  park: { by: 'body', method: 'INFO', type: 'application/json', body: 'park.json', proof: 'message' },
  orbit: { from: 'message', of: ['INFO'], match: 'park extension"\\s*:\\s*"(\\d+)' },
};
const BY_INVITE: DialectSource = {
  park: { ...BY_INFO.park, method: 'INVITE', proof: 'answer' },
  orbit: { from: 'message', match: 'orbit=(\\d+)' },
};

describe('a park by a body', () => {
  let bed: InCall;
  afterEach(() => bed.close());

  test('sends the call in a REFER, and takes the orbit from what is told outside any dialog', async () => {
    bed = await inCall(BY_REFER, { news: ['NOTIFY', 'REFER'] });
    const { stage, server } = bed;
    const bob = stage.phones.get('bob');
    const asked: SipRequest[] = [];
    server.onRequest = (incoming) => {
      asked.push(incoming.request);
      reply(incoming, 202);
      const notify = {
        method: 'NOTIFY',
        uri: bob?.contact ?? '',
        next: addressOf(parseUri(bob?.contact ?? '')) ?? server.address,
        headers: [['Event', 'refer']] as const,
        body: encodeText('<dialog-info entity="sip:150@park.example"/>'),
      };
      void server.agent.request(notify).then((answer) => answers.push(answer));
      return true;
    };
    const answers: unknown[] = [];
    const leg = bob?.legs()[0];
    await park(stage, parks, AS_SITUATION);
    expect(doneIn(bed, 'park')).toMatchObject({ state: 'done', orbit: '150' });
    expect(answers).toMatchObject([{ response: { status: 200 } }]);
    const [refer] = asked;
    if (refer === undefined) throw new Error('no REFER');
    const id = header(refer, 'Content-ID') ?? '-';
    expect([header(refer, 'Content-Type'), header(refer, 'Refer-To')]).toEqual([CISCO, `<cid:${id.slice(1)}`]);
    const { callId = '', localTag = '', remoteTag = '' } = leg?.dialog ?? {};
    const text = decodeText(refer.body).replaceAll(/\s/g, '');
    expect(text).toContain(
      `<callid>${callId}</callid><localtag>${localTag}</localtag><remotetag>${remoteTag}</remotetag>`,
    );
  });

  test.each([
    [200, { state: 'done', orbit: '160' }],
    [503, { state: 'failed', why: 'refused: 503 Service Unavailable' }],
  ])('sends an INFO in the call, that is answered %i', async (status, outcome) => {
    bed = await inCall(BY_INFO);
    const { stage, server } = bed;
    const session = server.sessions.get('for-bob');
    if (session === undefined) throw new Error('bob is in no call');
    const bodies: string[] = [];
    session.onInfo = (info) => {
      bodies.push(decodeText(info.request.body));
      if (status === 200) {
        const headers = [['Content-Type', 'application/json']] as const;
        void session.request('INFO', { headers, body: encodeText('{"park extension": "160"}') });
      }
      reply(info, status);
    };
    await park(stage, parks, AS_SITUATION);
    expect(doneIn(bed, 'park')).toMatchObject(outcome);
    expect(bodies).toEqual(['{"request":{"reqid":1,"command":"callpark"}}\n']);
  });

  test('has not parked where no message tells the orbit', async () => {
    bed = await inCall(BY_INFO);
    await park(bed.stage, parks, AS_SITUATION);
    expect(doneIn(bed, 'park')).toMatchObject({ state: 'failed', failure: 'silent' });
  });

  test('sends an INVITE with a body beside its description', async () => {
    bed = await inCall(BY_INVITE);
    const { stage, server } = bed;
    const types: Array<string | undefined> = [];
    server.onInvite = (invite, number) => {
      types.push(header(invite.request, 'Content-Type'));
      expect(decodeText(invite.request.body)).toContain('"command":"callpark"');
      void server.accept(invite, number);
      return true;
    };
    await park(stage, parks, AS_SITUATION);
    expect(doneIn(bed, 'park')).toMatchObject({ state: 'done' });
    expect(types).toEqual([expect.stringMatching(/^multipart\/mixed;boundary=/)]);
  });
});

describe('the judge of a park by a body', () => {
  interface Options {
    readonly status?: number;
    readonly tells?: boolean;
    readonly kept?: boolean;
    readonly orbit?: string;
  }

  function byInfo(told: HistoryBuilder, of: string, options: Options): void {
    const { status = 200, tells = status === 200, kept = tells, orbit = '101' } = options;
    const parker = told.side('A', 'bob');
    const deed = told.asked({ ...parks, callId: parker.callId, pool: 'primary', within: 1000, of });
    told.inDialog(parker, 'INFO', { type: 'application/json', body: '{"command":"callpark"}' }, status);
    if (tells) told.fromPeer(parker, 'INFO', { type: 'application/json', body: `{"park extension":"${orbit}"}` });
    if (kept) keepAt(told, orbit);
    deed.end(tells ? undefined : `refused: ${status}`, orbit);
  }

  function byRefer(told: HistoryBuilder, of: string, tells: boolean): void {
    const callId = told.newCallId('A.park');
    const deed = told.asked({ ...parks, callId, pool: 'primary', within: 1000, of });
    const uri = 'sip:park@park.example';
    const parts = { uri, from: 'bob', fromTag: tagOf('bob', callId), to: 'park', callId, seq: 1 };
    const body = { type: CISCO, body: '<x/>', headers: [`Refer-To: <cid:${callId}>`] };
    told.ask('bob', 'primary', { ...parts, ...body, method: 'REFER', contact: contactOf('bob') }, 202, { toTag: 'p' });
    if (tells) {
      const from = {
        uri: contactOf('bob'),
        from: 'park',
        fromTag: 'n',
        to: 'bob',
        callId: told.strangeCallId(),
        seq: 1,
      };
      told.ask('primary', 'bob', { ...from, method: 'REFER', type: CISCO, body: '<a entity="sip:101@x"/>' });
      keepAt(told, '101');
    }
    deed.end(tells ? undefined : 'no answer', '101');
  }

  test('passes a call that is parked where a message says', () => {
    expect(judged(BY_INFO, (told, of) => byInfo(told, of, {}))).toBe('pass: parked-with-music');
    expect(judged(BY_REFER, (told, of) => byRefer(told, of, true))).toBe('pass: parked-with-music');
  });

  test('wants the orbit of the message to be one of the pool, and the call to be parked', () => {
    expect(judged(BY_INFO, (told, of) => byInfo(told, of, { orbit: '250' }))).toBe('fail: orbit-outside-range');
    expect(judged(BY_INFO, (told, of) => byInfo(told, of, { kept: false }))).toBe('fail: no-party-parked');
  });

  test('takes the answer alone for no park, and for no refusal', () => {
    expect(judged(BY_INFO, (told, of) => byInfo(told, of, { tells: false }))).toBe('fail: park-failed');
    expect(judged(BY_REFER, (told, of) => byRefer(told, of, false))).toBe('fail: park-failed');
    expect(judged(BY_INFO, (told, of) => byInfo(told, of, { tells: false }), 'cannot')).toBe(
      'fail: neither-done-nor-refused',
    );
  });

  test('passes a refusal, and fails a park that is forbidden', () => {
    expect(judged(BY_INFO, (told, of) => byInfo(told, of, { status: 503 }), 'cannot')).toBe('pass: park-refused');
    expect(judged(BY_INFO, (told, of) => byInfo(told, of, {}), 'cannot')).toBe('fail: parked-although-forbidden');
  });
});
