/** Messages that break the grammar where nothing depends on it, as real servers and phones send them: each is taken. */
import { readdirSync, readFileSync } from 'node:fs';
import { parse } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { dialogFromUac } from '../../../src/sip/dialog/dialog.ts';
import { ackFor } from '../../../src/sip/dialog/request.ts';
import { buildRequest, buildResponse } from '../../../src/sip/message/build.ts';
import { header, headerValues } from '../../../src/sip/message/headers.ts';
import type { SipMessage } from '../../../src/sip/message/message.ts';
import { parseMessage } from '../../../src/sip/message/parse.ts';
import type { Row } from './reading.ts';
import { testTable } from './table.ts';

const folder = new URL('../../../fixtures/sip/odd/', import.meta.url);
const UNUSED = 'a field that nobody here uses cannot cost the message (RFC 4475 3.1.2.12)';
const RAW = 'a character that RFC 3261 25.1 wants escaped is given back as it came';
const NAME = 'where the display name ends is clear';
const FIRST = 'only the first Contact is called';
const OPAQUE = 'it is compared and given back, and no more';
const EMPTY = 'there is nothing to lose';
const BLANK = 'RFC 3261 7.5 asks to skip them';
const ONE = 'the others can be read';
const BODY = 'RFC 5621 3.1 asks to look into it';

const ROWS: readonly Row[] = [
  { file: 'date-day-without-zero', about: 'Date', leniency: UNUSED, reads: { start: '200 OK' } },
  { file: 'date-not-gmt', about: 'Date', leniency: UNUSED, reads: { start: 'OPTIONS sip:bob@park.example' } },
  { file: 'date-twice', about: 'Date', leniency: UNUSED, reads: { start: '200 OK' } },
  {
    file: 'max-forwards-too-large',
    about: 'Max-Forwards',
    leniency: 'only a proxy counts hops',
    reads: { fields: { 'Max-Forwards': ['256'] } },
  },
  {
    file: 'unused-fields-malformed',
    about: 'more than a dozen fields',
    leniency: UNUSED,
    reads: { start: 'OPTIONS sip:bob@park.example', fields: { 'Min-Expires': ['1', '2'], Server: ['('] } },
  },
  {
    file: 'route-malformed',
    about: 'Route, which is for the proxies on the way',
    leniency: UNUSED,
    reads: { routes: ['sip:127.0.0.1;lr', 'malformed'] },
  },
  {
    file: 'retry-after-malformed',
    about: 'Retry-After, twice',
    leniency: UNUSED,
    reads: { start: '503 Service Unavailable', fields: { 'Retry-After': ['soon', '5 (later'] } },
  },
  {
    file: 'retry-after-parameter-malformed',
    about: 'a parameter of Retry-After',
    leniency: UNUSED,
    reads: { start: '503 Service Unavailable' },
  },
  {
    file: 'user-feature-code',
    about: 'a # in Request-URI, To and Contact',
    leniency: RAW,
    reads: {
      start: 'OPTIONS sip:*#701@park.example',
      to: '<sip:*#701@park.example>',
      contacts: ['sip:#68*@127.0.0.1:5070;ob'],
    },
  },
  { file: 'contact-raw-hash', about: 'a # in Contact', leniency: RAW, reads: { contacts: ['sip:*#701@127.0.0.1'] } },
  {
    file: 'user-brackets-and-bars',
    about: 'every other character of ASCII',
    leniency: RAW,
    reads: { start: 'OPTIONS sip:{a}[b]|c^d`e\\f@park.example', contacts: ['sip:a|b@127.0.0.1'] },
  },
  {
    file: 'user-not-ascii',
    about: 'UTF-8 in a user part',
    leniency: RAW,
    reads: { start: 'OPTIONS sip:jürgen@park.example', to: 'Jürgen <sip:jürgen@park.example>' },
  },
  {
    file: 'user-with-at',
    about: 'an address as user part',
    leniency: RAW,
    reads: {
      start: 'OPTIONS sip:bob@far.example@park.example;user=phone',
      from: '<sip:alice@far.example@park.example> a-1',
    },
  },
  {
    file: 'user-bad-escape',
    about: 'a per cent sign that is no escape',
    leniency: RAW,
    reads: { start: 'OPTIONS sip:b%4@park.example' },
  },
  {
    file: 'user-empty',
    about: 'an empty user part',
    leniency: EMPTY,
    reads: { from: 'Anonymous <sip:@park.example> a-1' },
  },
  {
    file: 'password-raw-characters',
    about: 'a password',
    leniency: RAW,
    reads: { start: 'OPTIONS sip:bob:p#w|d@park.example' },
  },
  {
    file: 'display-name-colon',
    about: 'a colon in a display name without quotation marks',
    leniency: NAME,
    reads: { to: 'Park: 701 <sip:701@park.example> b-1' },
  },
  {
    file: 'display-name-comma',
    about: 'a comma in From, which has one value',
    leniency: NAME,
    reads: { from: 'Baker, Alice <sip:alice@park.example> a-1' },
  },
  {
    file: 'display-name-semicolon',
    about: 'a semicolon',
    leniency: NAME,
    reads: { to: 'Park; orbit 701 <sip:701@park.example> b-1' },
  },
  {
    file: 'display-name-not-ascii-unquoted',
    about: 'UTF-8 and parentheses',
    leniency: NAME,
    reads: { from: 'Jürgen (Empfang) <sip:alice@park.example> a-1' },
  },
  {
    file: 'display-name-part-quoted',
    about: 'quotation marks around a part',
    leniency: NAME,
    reads: {
      from: 'Alice "the parkee" A. <sip:alice@park.example> a-1',
      to: '"Bob" the Parker <sip:bob@park.example> b-1',
    },
  },
  {
    file: 'display-name-address',
    about: 'an address as display name',
    leniency: NAME,
    reads: { from: '[alice] <sip:alice@park.example> a-1', to: 'bob@park.example <sip:bob@park.example>' },
  },
  {
    file: 'parameter-empty-at-end',
    about: 'a semicolon at the end of Via, From, To and Contact',
    leniency: EMPTY,
    reads: {
      vias: ['UDP 127.0.0.1:5070 z9hG4bKa1'],
      from: '<sip:alice@park.example> a-1',
      to: '<sip:bob@park.example> b-1',
      contacts: ['sip:park@127.0.0.1;'],
    },
  },
  {
    file: 'parameter-empty-between',
    about: 'semicolons one after the other',
    leniency: EMPTY,
    reads: {
      vias: ['UDP 127.0.0.1:5070 z9hG4bKa1'],
      from: '<sip:alice@park.example> a-1',
      contacts: ['sip:park@127.0.0.1;;ob'],
      fields: { 'Record-Route': ['<sip:127.0.0.1;;lr>;;x'] },
    },
  },
  {
    file: 'parameter-without-value',
    about: 'an equals sign and no value',
    leniency: EMPTY,
    reads: { vias: ['UDP 127.0.0.1:5070 z9hG4bKa1'], to: '<sip:bob@park.example> b-1' },
  },
  {
    file: 'parameter-twice-unused',
    about: 'a parameter twice, in fields and URIs',
    leniency: 'it names no dialog and no transaction: the first one counts',
    reads: { vias: ['UDP 127.0.0.1:5070 z9hG4bKa1'], contacts: ['sip:park@127.0.0.1;ob;ob'] },
  },
  {
    file: 'tag-twice-the-same',
    about: 'tag and branch twice with one value',
    leniency: 'they name one dialog and one transaction all the same',
    reads: { to: '<sip:bob@park.example> b-1', vias: ['UDP 127.0.0.1:5070 z9hG4bKa1'] },
  },
  {
    file: 'tag-base64',
    about: 'tags in base64',
    leniency: OPAQUE,
    reads: { from: '<sip:alice@park.example> a/1+2==', to: '<sip:701@park.example> YWJj/Zg==' },
  },
  {
    file: 'tag-with-at',
    about: 'tags of every other character',
    leniency: OPAQUE,
    reads: {
      from: '<sip:alice@park.example> a@127.0.0.1:5070',
      to: '<sip:bob@park.example> [b]|{1}?#&$()\\',
    },
  },
  {
    file: 'branch-base64',
    about: 'a branch in base64',
    leniency: OPAQUE,
    reads: { vias: ['UDP 127.0.0.1:5070 z9hG4bK+a/b=='] },
  },
  {
    file: 'route-parameters-opaque',
    about: 'what proxies write into Record-Route',
    leniency: OPAQUE,
    reads: {
      fields: {
        'Record-Route': ['<sip:127.0.0.1;lr=on;ftag=a/1==;did=b@c:d|e>;r2="x;y"', '<sip:127.0.0.2;lr;{}>;#=1'],
      },
    },
  },
  { file: 'empty-line-before', about: 'one', leniency: BLANK, reads: { start: '200 OK', skipped: 2 } },
  {
    file: 'empty-lines-before',
    about: 'some, of both kinds',
    leniency: BLANK,
    reads: { start: 'OPTIONS sip:bob@park.example', skipped: 7 },
  },
  {
    file: 'empty-lines-before-lf',
    about: 'two before a message with LF',
    leniency: BLANK,
    reads: { start: 'OPTIONS sip:bob@park.example', skipped: 2, wire: { lineEnd: '\n' } },
  },
  {
    file: 'status-no-reason',
    about: 'a status line that ends with its code',
    leniency: EMPTY,
    reads: { start: '200 ', wire: { unspaced: true } },
  },
  {
    file: 'status-no-reason-known',
    about: 'another',
    leniency: EMPTY,
    reads: { start: '486 ', wire: { unspaced: true } },
  },
  {
    file: 'status-no-reason-lower-case',
    about: 'and the version in lower case',
    leniency: EMPTY,
    reads: { start: '180 ', wire: { version: 'sip/2.0', unspaced: true } },
  },
  {
    file: 'contact-second-malformed',
    about: 'a second value and a second field',
    leniency: FIRST,
    reads: { contacts: ['sip:701@127.0.0.1', 'malformed', 'malformed'] },
  },
  {
    file: 'contact-second-quote-open',
    about: 'a quoted string that does not end',
    leniency: FIRST,
    reads: { contacts: ['sip:a@127.0.0.1', 'malformed'] },
  },
  {
    file: 'register-contact-of-another',
    about: 'the contact of another phone in the answer to a REGISTER',
    leniency: 'no request goes there',
    reads: { contacts: ['malformed', 'sip:bob@127.0.0.1:5070'] },
  },
  { file: 'register-contact-empty', about: 'an empty Contact', leniency: EMPTY, reads: { contacts: [] } },
  {
    file: 'subscription-state-expires-malformed',
    about: 'expires of Subscription-State',
    leniency: ONE,
    reads: { fields: { 'Subscription-State': ['terminated;reason=noresource;expires=-'] } },
  },
  {
    file: 'subscription-state-parameter-malformed',
    about: 'a quoted string that does not end',
    leniency: ONE,
    reads: { fields: { 'Subscription-State': ['terminated;reason=noresource;retry-after="5;=;a b'] } },
  },
  {
    file: 'subscription-state-parameter-twice',
    about: 'expires twice',
    leniency: ONE,
    reads: { fields: { 'Subscription-State': ['active;expires=60;expires=30;'] } },
  },
  {
    file: 'content-type-parameter-malformed',
    about: 'a quoted string that does not end',
    leniency: 'the type can be read',
    reads: { body: 16 },
  },
  { file: 'multipart-sdp', about: 'a session description in one of two parts', leniency: BODY, reads: { body: 290 } },
  { file: 'multipart-sipfrag', about: 'a sipfrag in the only part', leniency: BODY, reads: { body: 105 } },
  {
    file: 'sipfrag-line-malformed',
    about: 'a line behind the status line that is no header field',
    leniency: 'the status line can be read',
    reads: { body: 61 },
  },
];

describe('an odd message', () => {
  testTable(ROWS, { names: () => readdirSync(folder).map((name) => parse(name).name), read: octetsOf });

  test('its tags are given back octet by octet', () => {
    const request = messageOf('tag-with-at');
    if (request.kind !== 'request') throw new Error('no request');
    const answer = buildResponse(request, 200, undefined, { toTag: 'not-this' });
    expect(['From', 'To'].map((name) => header(answer, name))).toEqual(
      ['From', 'To'].map((name) => header(request, name)),
    );
  });

  test('its route comes back in the requests of the dialog octet by octet', () => {
    const response = messageOf('route-parameters-opaque');
    if (response.kind !== 'response') throw new Error('no response');
    const invite = buildRequest({
      method: 'INVITE',
      uri: 'sip:bob@park.example',
      headers: [
        ['From', header(response, 'From') ?? ''],
        ['CSeq', '7 INVITE'],
      ],
    });
    const ack = ackFor(dialogFromUac(invite, response), invite);
    expect(headerValues(ack, 'Route')).toEqual(headerValues(response, 'Record-Route').toReversed());
  });
});

function octetsOf(file: string): Buffer {
  return readFileSync(new URL(`${file}.sip`, folder));
}

function messageOf(file: string): SipMessage {
  const outcome = parseMessage(octetsOf(file));
  if (!outcome.ok) throw new Error(outcome.reason);
  return outcome.message;
}
