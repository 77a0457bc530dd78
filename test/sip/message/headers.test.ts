import { describe, expect, test } from '@jest/globals';
import { buildRequest } from '../../../src/sip/message/build.ts';
import {
  header,
  headerValues,
  withAppended,
  withBody,
  withHeader,
  withoutFirst,
  withoutHeader,
  withPrepended,
} from '../../../src/sip/message/headers.ts';
import type { SipMessage } from '../../../src/sip/message/message.ts';
import { parseMessage } from '../../../src/sip/message/parse.ts';
import { serializeMessage } from '../../../src/sip/message/serialize.ts';

const request = buildRequest({
  method: 'INVITE',
  uri: 'sip:bob@park.example',
  headers: [
    ['v', 'SIP/2.0/UDP a;branch=1, SIP/2.0/UDP b;branch=2'],
    ['From', '<sip:alice@park.example>;tag=1'],
    ['VIA', 'SIP/2.0/UDP c;branch=3'],
    ['X-Note', 'one, two'],
    ['contact', '"Park, <Bob>" <sip:bob@a,b>;x="1,2", <sip:eve@a>'],
  ],
});

const named = (message: SipMessage) => message.headers.map(({ name, value }) => `${name}: ${value}`);

describe('reading', () => {
  test('header gives the first value of the first field, whatever the spelling of its name', () => {
    expect(['Via', 'v', 'V', 'vIA'].map((name) => header(request, name))).toEqual(
      Array.from({ length: 4 }, () => 'SIP/2.0/UDP a;branch=1'),
    );
    expect(header(request, 'Subject')).toBeUndefined();
  });

  test('headerValues gives the values of all fields and cuts lists at their commas only', () => {
    expect(headerValues(request, 'Via')).toEqual([
      'SIP/2.0/UDP a;branch=1',
      'SIP/2.0/UDP b;branch=2',
      'SIP/2.0/UDP c;branch=3',
    ]);
    expect(headerValues(request, 'm')).toEqual(['"Park, <Bob>" <sip:bob@a,b>;x="1,2"', '<sip:eve@a>']);
  });

  test('a field that is no known list is not cut', () => {
    expect(headerValues(request, 'x-note')).toEqual(['one, two']);
  });
});

describe('changing', () => {
  test('withHeader puts one field in the place of all', () => {
    expect(named(withHeader(request, 'via', 'new')).slice(0, 3)).toEqual([
      'Via: new',
      'From: <sip:alice@park.example>;tag=1',
      'X-Note: one, two',
    ]);
    expect(named(withHeader(request, 's', 'new')).at(-1)).toBe('Subject: new');
  });

  test('withPrepended puts a field before those of its name, or on top', () => {
    expect(headerValues(withPrepended(request, 'Via', 'new'), 'Via')[0]).toBe('new');
    expect(named(withPrepended(request, 'Route', '<sip:a;lr>'))[0]).toBe('Route: <sip:a;lr>');
    expect(named(withPrepended(request, 'X-Note', 'zero')).slice(3, 5)).toEqual(['X-Note: zero', 'X-Note: one, two']);
  });

  test('withAppended puts a field after those of its name, or at the end', () => {
    expect(headerValues(withAppended(request, 'Via', 'new'), 'Via')[3]).toBe('new');
    expect(named(withAppended(request, 'Route', '<sip:a;lr>')).at(-1)).toBe('Route: <sip:a;lr>');
  });

  test('withoutHeader takes away all fields of the name', () => {
    expect(headerValues(withoutHeader(request, 'v'), 'Via')).toEqual([]);
  });

  test('withoutFirst takes away one value after the other', () => {
    const left = [1, 2, 3, 4].map((count) => {
      const message = Array.from({ length: count }).reduce<typeof request>(
        (each) => withoutFirst(each, 'Via'),
        request,
      );
      return headerValues(message, 'Via');
    });
    expect(left).toEqual([['SIP/2.0/UDP b;branch=2', 'SIP/2.0/UDP c;branch=3'], ['SIP/2.0/UDP c;branch=3'], [], []]);
    expect(headerValues(withoutFirst(request, 'X-Note'), 'X-Note')).toEqual([]);
  });

  test('the message that was changed stays as it was', () => {
    const before = JSON.stringify(request);
    withHeader(withoutFirst(withPrepended(request, 'Via', 'x'), 'Via'), 'Via', 'y');
    expect(JSON.stringify(request)).toBe(before);
  });

  test('withBody sets the type, and Content-Length follows', () => {
    const octets = Buffer.from(serializeMessage(withBody(request, 'text/plain', Buffer.from('parked')))).toString();
    expect(octets).toContain('\r\nContent-Length: 6\r\n');
    expect(octets).toContain('\r\nContent-Type: text/plain\r\n\r\nparked');
  });

  test('fields that are left alone go out as they came in', () => {
    const text = [
      'OPTIONS sip:bob@park.example SIP/2.0',
      'v:SIP/2.0/UDP 127.0.0.1;branch=z9hG4bK1',
      'FROM : <sip:alice@park.example>;',
      ' tag=1',
      't: sip:bob@park.example',
      'i:1',
      'cseq: 1  OPTIONS',
      'Subject: parked \t',
      'X:  y',
      'l:  0',
      '',
      '',
    ].join('\r\n');
    const outcome = parseMessage(Buffer.from(text));
    const changed = outcome.ok ? withPrepended(outcome.message, 'Via', 'SIP/2.0/UDP 127.0.0.2') : request;
    expect([header(changed, 'Subject'), header(changed, 'X')]).toEqual(['parked', 'y']);
    expect(Buffer.from(serializeMessage(changed)).toString()).toBe(
      text.replace('v:', 'Via: SIP/2.0/UDP 127.0.0.2\r\nv:'),
    );
  });

  test('a changed message gets the empty line and the Content-Length that it came without', () => {
    const start =
      'OPTIONS sip:b@a SIP/2.0\r\nVia: SIP/2.0/UDP a\r\nFrom: sip:a\r\nTo: sip:b\r\nCall-ID: 1\r\nCSeq: 1 OPTIONS\r\n';
    const changed = [`${start}\r\nbody`, `${start}Content-Length: 0\r\n`].map((text) => {
      const outcome = parseMessage(Buffer.from(text));
      const message = outcome.ok ? withAppended(outcome.message, 'Via', 'SIP/2.0/UDP b') : request;
      return Buffer.from(serializeMessage(message)).toString().slice(start.length);
    });
    expect(changed).toEqual([
      expect.stringMatching(/Content-Length: 4\r\n\r\nbody$/),
      expect.stringMatching(/Content-Length: 0\r\n\r\n$/),
    ]);
  });
});
