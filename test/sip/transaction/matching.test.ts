import { describe, expect, test } from '@jest/globals';
import { withHeader } from '../../../src/sip/message/headers.ts';
import type { SipRequest } from '../../../src/sip/message/message.ts';
import {
  acknowledgedBases,
  acknowledges,
  clientKey,
  requestMatch,
  responseKey,
} from '../../../src/sip/transaction/matching.ts';
import { requestOf, responseOf } from './rig.ts';

const modern = 'SIP/2.0/UDP client.example:5060;branch=z9hG4bKabc';
const base = (request: SipRequest): string => requestMatch(request).base;

describe('a response', () => {
  test('belongs to the transaction with its branch and the method of its CSeq (17.1.3)', () => {
    const response = responseOf(requestOf('INVITE', modern), 200);
    expect(responseKey(response)).toBe(clientKey('z9hG4bKabc', 'INVITE'));
    expect(responseKey(response)).not.toBe(clientKey('z9hG4bKabc', 'CANCEL'));
    expect(responseKey(response)).not.toBe(clientKey('z9hG4bKABC', 'INVITE'));
  });

  test('without a branch belongs to none', () => {
    expect(responseKey(responseOf(requestOf('INVITE', 'SIP/2.0/UDP client.example'), 200))).toBeUndefined();
  });
});

describe('a request whose branch RFC 3261 made', () => {
  test('is matched by branch and sent-by, whatever else it says (17.2.3)', () => {
    const again = withHeader(requestOf('INVITE', 'SIP/2.0/UDP CLIENT.example;branch=z9hG4bKabc;rport'), 'Call-ID', 'x');
    expect(requestMatch(again)).toEqual(requestMatch(requestOf('INVITE', modern)));
  });

  test('is another one from another sent-by, with another branch or another method', () => {
    const one = requestOf('INVITE', modern);
    expect(base(requestOf('INVITE', modern.replace('5060', '5062')))).not.toBe(base(one));
    expect(base(requestOf('INVITE', modern.replace('abc', 'abd')))).not.toBe(base(one));
    expect(requestMatch(requestOf('BYE', modern)).method).not.toBe(requestMatch(one).method);
  });

  test('has its ACK and its CANCEL by the same base', () => {
    const invite = requestOf('INVITE', modern);
    expect(base(requestOf('CANCEL', modern))).toBe(base(invite));
    const ack = withHeader(requestOf('ACK', modern), 'To', '<sip:bob@park.example>;tag=other');
    expect(acknowledgedBases(ack)).toEqual([base(invite)]);
    expect(acknowledges(ack, responseOf(invite, 486))).toBe(true);
  });

  test('is told by the magic cookie in any case', () => {
    const shout = 'SIP/2.0/UDP client.example;branch=Z9HG4BKabc';
    expect(base(withHeader(requestOf('OPTIONS', shout), 'Call-ID', 'x'))).toBe(base(requestOf('OPTIONS', shout)));
  });
});

describe.each([
  ['no branch', 'SIP/2.0/UDP client.example'],
  ['a branch of its own making', 'SIP/2.0/UDP client.example;branch=1'],
  ['the magic cookie and nothing else (RFC 4475 3.1.2.19)', 'SIP/2.0/UDP client.example;branch=z9hG4bK'],
])('a request with %s', (_what, via) => {
  test('is matched by URI, tags, Call-ID, CSeq and top Via (17.2.3)', () => {
    const one = requestOf('OPTIONS', via);
    expect(base(requestOf('OPTIONS', via))).toBe(base(one));
    for (const other of [
      { ...one, uri: 'sip:carol@127.0.0.1' },
      withHeader(one, 'To', '<sip:bob@park.example>;tag=t'),
      withHeader(one, 'From', '<sip:alice@park.example>;tag=z'),
      withHeader(one, 'Call-ID', 'another'),
      withHeader(one, 'CSeq', '8 OPTIONS'),
      withHeader(one, 'Via', `${via};x`),
    ]) {
      expect(base(other)).not.toBe(base(one));
    }
  });

  test('has an ACK with the To tag of the response, in a new dialog and in an old one', () => {
    const first = requestOf('INVITE', via);
    const ack = withHeader(requestOf('ACK', via), 'To', '<sip:bob@park.example>;tag=b');
    expect(acknowledgedBases(ack)).toContain(base(first));
    expect(acknowledges(ack, responseOf(first, 486))).toBe(true);
    expect(acknowledges(withHeader(ack, 'To', '<sip:bob@park.example>;tag=c'), responseOf(first, 486))).toBe(false);
    const inDialog = withHeader(first, 'To', '<sip:bob@park.example>;tag=b');
    expect(acknowledgedBases(ack)).toContain(base(inDialog));
  });
});
