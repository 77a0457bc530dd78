/** SIPp phones and a peer that spells its header fields as RFC 3261 7.3 allows and nobody does. */
import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { phoneDriver } from '../../src/drive/phone-driver.ts';
import type { SipEvent } from '../../src/history/event.ts';
import type { SipAddress } from '../../src/candidate/sip-address.ts';
import type { Phone } from '../../src/phone/phone.ts';
import { cseq } from '../../src/sip/fields/cseq.ts';
import { header, headerValues } from '../../src/sip/message/headers.ts';
import { buildRequest, buildResponse } from '../../src/sip/message/build.ts';
import type { HeaderField, SipMessage, SipRequest } from '../../src/sip/message/message.ts';
import { parseMessage } from '../../src/sip/message/parse.ts';
import { voices } from '../timed/phone/bench.ts';
import { SPELLINGS, spelled } from '../phone/sipp/spellings.ts';
import { rawUdp, type RawUdp } from '../timed/sip/transport/raw-peer.ts';

jest.setTimeout(30_000);

const SDP = 'v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio 9 RTP/AVP 0\r\n';

const history: Array<Omit<SipEvent, 'kind'>> = [];
const troubles: string[] = [];
let peer: RawUdp;
let phone: Phone;

beforeEach(async () => {
  for (const list of [history, troubles]) list.length = 0;
  peer = await rawUdp();
  const pool: SipAddress = { transport: 'udp', host: '127.0.0.1', port: peer.port };
  const open = phoneDriver('sipp', { phonesAt: '127.0.0.1' });
  phone = await open({
    party: 'alice',
    user: { name: 'alice', domain: 'park.example' },
    transport: 'udp',
    host: '127.0.0.1',
    pools: { primary: pool, backup: pool },
    voices,
    taps: {
      sip: (event) => history.push(event),
      media: () => {},
      network: () => {},
      trouble: (text, cause) => troubles.push(`${text}: ${String(cause)}`),
    },
  });
});
afterEach(async () => {
  await phone.close({ within: 200 });
  await peer.close();
});

/** What the phone sends next. */
async function nextMessage(): Promise<SipMessage> {
  const outcome = parseMessage(Buffer.from((await peer.inbox.next()).text));
  if (!outcome.ok) throw new Error(outcome.reason);
  return outcome.message;
}

async function asked(method: string): Promise<SipRequest> {
  const message = await nextMessage();
  if (message.kind !== 'request' || message.method !== method) throw new Error(`no ${method}: ${line(message)}`);
  return message;
}

function line(message: SipMessage): string {
  return message.kind === 'request'
    ? message.method
    : `${message.status} ${cseq(message)?.seq} ${cseq(message)?.method}`;
}

/** What an answer copies from its request, without the white space that a fold may have left. */
function copied(message: SipMessage): string[] {
  return ['Via', 'From', 'Call-ID'].flatMap((name) => headerValues(message, name)).map(squeezed);
}

function squeezed(value = ''): string {
  return value.replace(/[ \t]+/g, '');
}

describe.each(Object.entries(SPELLINGS))('a peer that writes %s', (_, spelling: (field: HeaderField) => string) => {
  const say = (message: SipMessage): void => peer.send(spelled(message, spelling), phone.address.port);
  const contact = (): readonly [string, string] => ['Contact', `<sip:peer@127.0.0.1:${peer.port}>;+sip.park`];
  const sdp = (): { headers: Array<readonly [string, string]>; body: Buffer } => ({
    headers: [contact(), ['Content-Type', 'application/sdp']],
    body: Buffer.from(SDP),
  });

  test('registers the phone, calls it and hangs up', async () => {
    const registered = phone.register(['primary'], { within: 2_000 });
    say(buildResponse(await asked('REGISTER'), 200, undefined, { toTag: 'r', headers: [contact()] }));
    expect(await registered).toMatchObject({ kind: 'answered', status: 200 });

    const request = (method: string, seq: number, toTag = ''): SipRequest =>
      buildRequest({
        method,
        uri: phone.contact,
        headers: [
          ['Via', `SIP/2.0/UDP 127.0.0.1:${peer.port};branch=z9hG4bK-${seq}-${method};rport`],
          ['Via', `SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK-0-${seq};received=192.0.2.2`],
          ['Record-Route', `<sip:127.0.0.1:${peer.port};lr>`],
          ['From', '"Peer" <sip:peer@park.example>;x=y;tag=p'],
          ['To', `<sip:alice@park.example>${toTag}`],
          ['Call-ID', 'called@peer'],
          ['CSeq', `${seq} ${method}`],
          ...(method === 'INVITE' ? sdp().headers : []),
        ],
        body: method === 'INVITE' ? Buffer.from(SDP) : undefined,
      });
    const invite = request('INVITE', 7);
    say(invite);
    const answers = [await nextMessage(), await nextMessage()];
    expect(answers.map(line)).toEqual(['180 7 INVITE', '200 7 INVITE']);
    for (const answer of answers) expect(copied(answer)).toEqual(copied(invite));
    const toTag = `;${header(answers[1]!, 'To')?.split(';')[1]}`;
    say(request('ACK', 7, toTag));
    say(request('BYE', 8, toTag));
    expect(line(await nextMessage())).toBe('200 8 BYE');
    expect(troubles).toEqual([]);
    // What is judged is what came.
    const came = history.find(({ direction, text }) => direction === 'in' && text.startsWith('INVITE'));
    expect(came?.text).toBe(spelled(invite, spelling).toString());
  });

  test('refuses a call, and takes one that the phone hangs up', async () => {
    const call = {
      uri: 'sip:bob@park.example',
      next: { transport: 'udp', host: '127.0.0.1', port: peer.port },
    } as const;
    const refused = phone.dial({ ...call, callId: 'refused@alice', within: 3_000 });
    const first = await asked('INVITE');
    say(buildResponse(first, 100));
    say(buildResponse(first, 486, undefined, { toTag: 'busy' }));
    const ack = await asked('ACK');
    expect(headerValues(ack, 'Via')[0]).toContain(headerValues(first, 'Via')[0]?.split(';')[1]);
    expect(squeezed(header(ack, 'To'))).toContain(';tag=busy');
    expect(await refused).toMatchObject({ kind: 'answered', status: 486 });

    const connected = phone.dial({ ...call, callId: 'taken@alice', within: 3_000 });
    const second = await asked('INVITE');
    say(buildResponse(second, 180, undefined, { toTag: 'taken', headers: [contact()] }));
    const recordRoute = ['Record-Route', `<sip:127.0.0.1:${peer.port};lr>;of=peer`] as const;
    const { headers, body } = sdp();
    say(buildResponse(second, 200, undefined, { toTag: 'taken', headers: [recordRoute, ...headers], body }));
    await asked('ACK');
    const result = await connected;
    if (result.kind !== 'connected') throw new Error(JSON.stringify(result));
    const over = result.leg.hangUp({ within: 2_000 });
    const bye = await asked('BYE');
    expect(bye.uri).toBe(`sip:peer@127.0.0.1:${peer.port}`);
    expect(headerValues(bye, 'Route')[0]).toContain(`<sip:127.0.0.1:${peer.port};lr>`);
    expect(squeezed(header(bye, 'To'))).toContain(';tag=taken');
    say(buildResponse(bye, 200));
    await over;
    expect(troubles).toEqual([]);
  });

  test('tells the phone who is parked', async () => {
    const next = { transport: 'udp', host: '127.0.0.1', port: peer.port } as const;
    const polled = phone.poll({
      callId: 'poll@alice',
      uri: 'sip:42@park.example',
      next,
      event: 'dialog',
      within: 3_000,
    });
    const subscribe = await asked('SUBSCRIBE');
    say(buildResponse(subscribe, 200, undefined, { toTag: 'n', headers: [contact(), ['Expires', '0']] }));
    const notify = buildRequest({
      method: 'NOTIFY',
      uri: phone.contact,
      headers: [
        ['Via', `SIP/2.0/UDP 127.0.0.1:${peer.port};branch=z9hG4bKn`],
        ['From', '<sip:42@park.example>;tag=n'],
        ['To', header(subscribe, 'From') ?? ''],
        ['Call-ID', 'poll@alice'],
        ['CSeq', '1 NOTIFY'],
        ['Event', 'dialog;id=1'],
        ['Subscription-State', 'terminated;reason=timeout'],
        ['Content-Type', 'application/dialog-info+xml'],
      ],
      body: Buffer.from('<nobody/>\r\n\r\nf: x\r\n'),
    });
    say(notify);
    expect(line(await nextMessage())).toBe('200 1 NOTIFY');
    expect(await polled).toMatchObject({ kind: 'notified', body: '<nobody/>\r\n\r\nf: x\r\n' });
    expect(troubles).toEqual([]);
  });
});
