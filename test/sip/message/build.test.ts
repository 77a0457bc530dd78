import { describe, expect, test } from '@jest/globals';
import { buildRequest, buildResponse } from '../../../src/sip/message/build.ts';
import { header, headerValues, withPrepended } from '../../../src/sip/message/headers.ts';
import { parseMessage } from '../../../src/sip/message/parse.ts';
import { serializeMessage } from '../../../src/sip/message/serialize.ts';
import type { SipMessage } from '../../../src/sip/message/message.ts';

const text = (message: SipMessage): string => Buffer.from(serializeMessage(message)).toString();

const invite = buildRequest({
  method: 'INVITE',
  uri: 'sip:bob@park.example',
  headers: [
    ['v', 'SIP/2.0/UDP a;branch=1'],
    ['Via', 'SIP/2.0/UDP b;branch=2'],
    ['From', '"A" <sip:alice@park.example>;tag=1'],
    ['To', 'sip:bob@park.example'],
    ['Call-ID', 'c'],
    ['CSeq', '3 INVITE'],
    ['Timestamp', '54'],
    ['Content-Length', '99'],
  ],
  body: Buffer.from('park'),
});

describe('a request', () => {
  test('is written with Max-Forwards and its true length', () => {
    expect(text(invite)).toBe(
      [
        'INVITE sip:bob@park.example SIP/2.0',
        'Via: SIP/2.0/UDP a;branch=1',
        'Via: SIP/2.0/UDP b;branch=2',
        'From: "A" <sip:alice@park.example>;tag=1',
        'To: sip:bob@park.example',
        'Call-ID: c',
        'CSeq: 3 INVITE',
        'Timestamp: 54',
        'Max-Forwards: 70',
        'Content-Length: 4',
        '',
        'park',
      ].join('\r\n'),
    );
  });

  test('keeps the Max-Forwards it was given', () => {
    const request = buildRequest({ method: 'BYE', uri: 'sip:a', headers: [['max-forwards', '5']] });
    expect(headerValues(request, 'Max-Forwards')).toEqual(['5']);
  });

  test('gets its Content-Length even when it was put together by hand', () => {
    const bare: SipMessage = { kind: 'request', method: 'BYE', uri: 'sip:a', headers: [], body: Buffer.from('abc') };
    expect(text(bare)).toBe('BYE sip:a SIP/2.0\r\nContent-Length: 3\r\n\r\nabc');
  });

  test.each([
    ['method', { ...invite, method: 'INVITE\r\nX: y' }],
    ['URI', { ...invite, uri: 'sip:a\nX: y' }],
    ['header name', { ...invite, headers: [{ name: 'X\r\n', value: 'y' }] }],
    ['header value', { ...invite, headers: [{ name: 'X', value: 'y\rVia: z' }] }],
  ])('with a line end in its %s is not written', (_, message) => {
    expect(() => serializeMessage(message)).toThrow(RangeError);
  });
});

describe('a response', () => {
  test('copies what names the transaction and the dialog, and adds the tag', () => {
    const response = buildResponse(invite, 486, undefined, { toTag: 't', headers: [['Retry-After', '5']] });
    expect(text(response)).toBe(
      [
        'SIP/2.0 486 Busy Here',
        'Via: SIP/2.0/UDP a;branch=1',
        'Via: SIP/2.0/UDP b;branch=2',
        'From: "A" <sip:alice@park.example>;tag=1',
        'To: sip:bob@park.example;tag=t',
        'Call-ID: c',
        'CSeq: 3 INVITE',
        'Retry-After: 5',
        'Content-Length: 0',
        '',
        '',
      ].join('\r\n'),
    );
  });

  test('keeps the tag that the request has', () => {
    const inDialog = { ...invite, headers: [{ name: 'To', value: '<sip:b@a>;tag=old' }] };
    expect(header(buildResponse(inDialog, 200, 'OK', { toTag: 'new' }), 'To')).toBe('<sip:b@a>;tag=old');
  });

  test('takes the tag of the field for one, not a parameter of the URI', () => {
    const request = { ...invite, headers: [{ name: 'To', value: '<sip:b@a;tag=old>' }] };
    expect(header(buildResponse(request, 200, 'OK', { toTag: 'new' }), 'To')).toBe('<sip:b@a;tag=old>;tag=new');
  });

  test('copies the route of a dialog, in its order, into a response that may make one', () => {
    const recorded = withPrepended(
      withPrepended(invite, 'Record-Route', '<sip:10.0.0.1;lr>'),
      'Record-Route',
      '<sip:10.0.0.2;lr>',
    );
    const route = (status: number): readonly string[] => headerValues(buildResponse(recorded, status), 'Record-Route');
    expect(route(180)).toEqual(['<sip:10.0.0.2;lr>', '<sip:10.0.0.1;lr>']);
    expect(route(200)).toEqual(['<sip:10.0.0.2;lr>', '<sip:10.0.0.1;lr>']);
    expect(route(100)).toEqual([]);
    expect(route(486)).toEqual([]);
  });

  test('copies Timestamp into a 100 only', () => {
    expect(header(buildResponse(invite, 100), 'Timestamp')).toBe('54');
    expect(header(buildResponse(invite, 180), 'Timestamp')).toBeUndefined();
  });

  test.each([
    [202, 'Accepted'],
    [489, 'Bad Event'],
    [199, 'Trying'],
    [299, 'OK'],
    [599, 'Server Internal Error'],
  ])('%i has the phrase "%s"', (status, reason) => {
    expect(buildResponse(invite, status).reason).toBe(reason);
  });

  test('has CRLF throughout even if the request came with folds and LF', () => {
    const outcome = parseMessage(
      Buffer.from(
        'BYE sip:b@a SIP/2.0\nVia: SIP/2.0/UDP a\nFrom: sip:a;\n tag=1\nTo: sip:b\nCall-ID: 1\nCSeq: 1 BYE\n\n',
      ),
    );
    const response = outcome.ok ? text(buildResponse(outcome.message as typeof invite, 200)) : '';
    expect(response).toContain('\r\nFrom: sip:a; tag=1\r\n');
    expect(response).not.toMatch(/[^\r]\n/);
  });
});
