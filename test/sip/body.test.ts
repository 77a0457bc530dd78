import { describe, expect, test } from '@jest/globals';
import { bodyOf } from '../../src/sip/body.ts';
import type { SipMessage } from '../../src/sip/message/message.ts';
import { parseMessage } from '../../src/sip/message/parse.ts';
import { readReferNotify } from '../../src/sip/refer-notify.ts';
import { audioOf } from '../../src/sip/sdp.ts';
import { describedIn } from '../../src/sip/described.ts';
import { octetsOf } from './corpus/corpus.ts';

const SDP = 'application/sdp';

const of = (type: string | undefined, body: string): SipMessage => ({
  kind: 'request',
  method: 'INVITE',
  uri: 'sip:bob@park.example',
  headers: type === undefined ? [] : [{ name: 'Content-Type', value: type }],
  body: Buffer.from(body),
});

const read = (type: string | undefined, body: string): string | undefined => {
  const found = bodyOf(of(type, body), SDP);
  return found && Buffer.from(found).toString();
};

const part = (type: string, body: string) => `Content-Type: ${type}\r\n\r\n${body}`;
const MIXED = 'multipart/mixed;boundary=b';

describe('what a message has of a media type', () => {
  test.each<[string, string | undefined, string, string | undefined]>([
    ['its body', 'Application/SDP;charset=x', 'v', 'v'],
    ['its body, when a parameter of the type cannot be read', 'application/sdp;charset="', 'v', 'v'],
    ['its body, when no type is told', undefined, 'v', 'v'],
    ['nothing, when there is no body', 'text/plain', '', ''],
    ['a part', MIXED, `--b\r\n${part(SDP, 'v=0\r\n')}\r\n--b--\r\n`, 'v=0\r\n'],
    [
      'the first such part',
      MIXED,
      `--b\r\n${part('a/b', 'x')}\r\n--b\r\n${part(SDP, '1')}\r\n--b\r\n${part(SDP, '2')}\r\n--b--`,
      '1',
    ],
    ['a part before the end is cut off', MIXED, `--b\r\n${part(SDP, 'v')}`, 'v'],
    ['a part with LF', MIXED, `--b\n${part(SDP, 'v').replaceAll('\r', '')}\n--b--\n`, 'v'],
    [
      'a part with folded and other fields',
      MIXED,
      `--b\r\nX: y\r\nCONTENT-TYPE :\r\n ${SDP}\r\nZ: 1\r\n\r\nv\r\n--b--`,
      'v',
    ],
    [
      'a part of a part',
      MIXED,
      `--b\r\n${part('multipart/alternative;boundary=c', `--c\r\n${part(SDP, 'v')}\r\n--c--\r\n`)}\r\n--b--`,
      'v',
    ],
    [
      'a part whose text has the boundary inside',
      MIXED,
      `--b\r\n${part(SDP, 'a --b\r\n--bb\r\n')}\r\n--b--`,
      'a --b\r\n--bb\r\n',
    ],
    ['an empty part', MIXED, `--b\r\n${part(SDP, '')}\r\n--b--`, ''],
  ])('is %s', (_, type, body, expected) => {
    expect(read(type, body)).toBe(expected);
  });

  test.each<[string, string, string]>([
    ['the body is of another type', 'text/plain', 'v'],
    ['the type cannot be read', '/', 'v'],
    ['every part is of another type', MIXED, `--b\r\n${part('text/plain', 'v')}\r\n--b--`],
    ['the part has no type, and so is text', MIXED, '--b\r\n\r\nv\r\n--b--'],
    ['there is no boundary', 'multipart/mixed', `--b\r\n${part(SDP, 'v')}\r\n--b--`],
    ['the boundary is another', 'multipart/mixed;boundary=c', `--b\r\n${part(SDP, 'v')}\r\n--b--`],
    ['it comes after the end', MIXED, `--b\r\n${part('a/b', 'x')}\r\n--b--\r\n--b\r\n${part(SDP, 'v')}`],
  ])('is not there when %s', (_, type, body) => {
    expect(read(type, body)).toBeUndefined();
  });

  test('is not looked for without end', () => {
    let body = part(SDP, 'v');
    for (const each of ['e', 'd', 'c', 'b'])
      body = part(`multipart/mixed;boundary=${each}`, `--${each}\r\n${body}\r\n--${each}--`);
    expect(read(MIXED, `--b\r\n${body}\r\n--b--`)).toBeUndefined();
  });
});

test('an INVITE with a multipart body has its session description', () => {
  const described = describedIn(messageOf('multipart-sdp'));
  expect(described.kind === 'sdp' && audioOf(described.sdp)).toMatchObject({ address: '127.0.0.1', port: 5000 });
});

describe('the NOTIFY of a REFER', () => {
  test.each([
    ['multipart-sipfrag', { state: { state: 'terminated', reason: 'noresource' }, sipfrag: { status: 200 } }],
    ['sipfrag-line-malformed', { state: { state: 'terminated' }, sipfrag: { status: 200 } }],
    ['subscription-state-expires-malformed', { state: { state: 'terminated', reason: 'noresource' } }],
    ['subscription-state-parameter-malformed', { state: { state: 'terminated', reason: 'noresource' } }],
    ['subscription-state-parameter-twice', { state: { state: 'active', expires: 60 }, sipfrag: { status: 200 } }],
    ['content-type-parameter-malformed', { sipfrag: { status: 200 } }],
  ])('is read from %s', (file, expected) => {
    const message = messageOf(file);
    expect(message.kind === 'request' && readReferNotify(message)).toMatchObject(expected);
  });

  test.each([
    ['of another package', 'Event: dialog', 'Subscription-State: active', 'message/sipfrag'],
    ['without a state', 'Event: refer', 'X: y', 'message/sipfrag'],
    ['with a state that cannot be read', 'Event: refer', 'Subscription-State: two words', 'message/sipfrag'],
    ['with a body of another type', 'Event: refer', 'Subscription-State: active', 'text/plain'],
  ])('%s is none', (_, ...lines) => {
    const [event, state, type] = lines;
    const headers = [event, state, `Content-Type: ${type}`].map((line) => {
      const [name = '', value = ''] = line.split(': ');
      return { name, value };
    });
    const body = Buffer.from('SIP/2.0 200 OK\r\n');
    expect(readReferNotify({ kind: 'request', method: 'NOTIFY', uri: 'sip:a', headers, body })).toBeUndefined();
  });
});

function messageOf(file: string): SipMessage {
  const outcome = parseMessage(octetsOf(file));
  if (!outcome.ok) throw new Error(outcome.reason);
  return outcome.message;
}
