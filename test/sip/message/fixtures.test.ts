/** Messages of our own making for the same cases as the torture messages, and some more. */
import { readdirSync, readFileSync } from 'node:fs';
import { parse } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { headerValues } from '../../../src/sip/message/headers.ts';
import { parseMessage } from '../../../src/sip/message/parse.ts';
import { audioOf, parseSdp } from '../../../src/sip/sdp.ts';
import type { Row } from './reading.ts';
import { testTable } from './table.ts';

const folder = new URL('../../../fixtures/sip/', import.meta.url);
const ROUTED = 'UDP 127.0.0.1:5070 z9hG4bKa1';

const VALID: readonly Row[] = [
  {
    file: 'white-space-and-folds',
    about: 'white space and folds wherever they may be, compact forms, any case',
    reads: {
      start: 'INVITE sip:701@park.example;orbit',
      from: 'Alice "the \\ parkee" <sip:alice@park.example> a-1',
      to: '<sip:701@park.example> b-1',
      callId: 'c-fold@127.0.0.1',
      cseq: '42 INVITE',
      vias: ['UDP 127.0.0.1:5070 z9hG4bKfold', 'TCP pool-a.park.example z9hG4bKsecond'],
      contacts: ['sip:alice@127.0.0.1:5070'],
      routes: ['sip:pool-a.park.example;lr;hop=1'],
      fields: {
        'Max-Forwards': ['0070'],
        Subject: [''],
        Strange: [',,;;=,'],
        Spread: ['one two three'],
        'Content-Type': ['application/sdp'],
      },
      body: 91,
    },
  },
  {
    file: 'every-token-character',
    about: 'every character that a method, a URI and a token may have, and quoted control characters',
    reads: {
      start: "Park-!%*_+`'~.9 sip:a-_.!~*'()&=+$,;?/:b&=+$,@park.example",
      from: "tok-.!%*_+`'~ two <sip:alice@park.example> -.!%*_+`'~",
      to: '\u0001\0\u007f <sip:bob@park.example>',
      cseq: "2147483647 Park-!%*_+`'~.9",
      callId: '-.!%*_+`\'~()<>:\\"/[]?{}@-.!%',
      fields: { "x-.!%*_+`'~": ['\ufeff駐車'] },
    },
  },
  {
    file: 'escaped-users',
    about: 'escaped characters, and what looks like an escaped URI in a user part',
    reads: {
      start: 'INVITE sip:sip%3Aeve%40far.example@park.example',
      to: '<sip:%62o%62@park.example>',
      contacts: ['sip:%61lice@127.0.0.1;%74ransport=%75dp;x=%2541'],
    },
  },
  {
    file: 'escaped-zero',
    about: 'escaped zero octets',
    reads: { to: '<sip:nul-%00@park.example>', contacts: ['sip:%00%00@127.0.0.1'] },
  },
  {
    file: 'per-cent-no-escape',
    about: 'per cent signs that are no escapes',
    reads: {
      start: 'PA%52K sip:park.example',
      to: '%5G% <sip:bob@park.example>',
      vias: ['UDP 127.0.0.1 z9hG4bK%zz'],
      contacts: ['sip:one@127.0.0.1'],
      fields: { 'M%6f': ['<sip:two@127.0.0.1>'] },
    },
  },
  {
    file: 'no-space-before-bracket',
    about: 'no space between display name and bracket',
    reads: { from: 'Alice <sip:alice@park.example> a-1' },
  },
  {
    file: 'long-values',
    about: 'long values and forty Vias in long and compact form',
    reads: {
      callId: `c-${'long'.repeat(200)}`,
      from: `${'Alice '.repeat(50)} <sip:${'alice'.repeat(60)}@park.example> ${'1'.repeat(300)}`,
      vias: Array.from({ length: 40 }, (_, index) => `TCP hop${index}.park.example z9hG4bK${index}`),
    },
  },
  {
    file: 'two-in-one-datagram',
    about: 'another request after the end of the first in one datagram',
    reads: { start: 'REGISTER sip:park.example', body: 0, ignored: 359 },
  },
  {
    file: 'semicolon-in-user',
    about: 'a semicolon and an escaped @ in the user part',
    reads: {
      start: 'OPTIONS sip:bob;ext=a%40b@park.example',
      fields: { Accept: ['application/sdp', 'message/sipfrag', 'application/dialog-info+xml'] },
    },
  },
  {
    file: 'many-transports',
    about: 'transports known and unknown',
    reads: {
      vias: [
        'UDP t0.park.example z9hG4bK0',
        'TCP t1.park.example z9hG4bK1',
        'TLS t2.park.example z9hG4bK2',
        'SCTP t3.park.example z9hG4bK3',
        'CARRIER-PIGEON t4.park.example z9hG4bK4',
      ],
    },
  },
  {
    file: 'multipart-binary',
    about: 'a body of all octets',
    reads: { start: 'MESSAGE sip:bob@park.example', body: 293 },
  },
  { file: 'reason-utf8', about: 'a reason that is not ASCII', reads: { start: '200 Вызов припаркован ✓' } },
  { file: 'reason-empty', about: 'an empty reason', reads: { start: '180 ' } },
  {
    file: 'reason-not-utf8',
    about: 'a reason with octets that are not UTF-8',
    leniency: 'each such octet is kept as a lone surrogate, so that it is written again',
    reads: { start: '200 Geparkt f\udcfcr Bob \udcff' },
  },
  {
    file: 'display-name-not-utf8',
    about: 'a display name with octets that are not UTF-8',
    leniency: 'as for the reason',
    reads: { from: 'J\udcfcrgen \udce2\udc82 <sip:alice@park.example> a-1' },
  },
  {
    file: 'lower-case-version',
    about: 'the version in lower case, which RFC 3261 7.1 forbids to send and asks to accept',
    reads: { start: 'OPTIONS sip:bob@park.example', wire: { version: 'sip/2.0' } },
  },
  {
    file: 'branch-cookie-alone',
    about: 'a branch that is the magic cookie alone',
    reads: { vias: ['UDP 127.0.0.1 z9hG4bK'] },
  },
  { file: 'unknown-scheme', about: 'a Request-URI of an unknown scheme', reads: { start: 'OPTIONS orbit:701' } },
  {
    file: 'unrelated-scheme',
    about: 'a Request-URI of a scheme that has nothing to do with calls',
    reads: { start: 'OPTIONS gopher://park.example:70/orbits' },
  },
  {
    file: 'other-schemes-in-addresses',
    about: 'other schemes in To, From and Contact',
    leniency: 'only their outline is looked at; whoever must understand them refuses',
    reads: { to: '<orbit:701>', from: '<tel:+4930123> a-1', contacts: ['mailto:bob@park.example'] },
  },
  {
    file: 'unknown-extensions',
    about: 'extensions that nobody has',
    reads: { fields: { Require: ['teleport', 'levitate'], 'Proxy-Require': ['time-travel'] } },
  },
  {
    file: 'unknown-body-type',
    about: 'a body of an unknown type',
    reads: { fields: { c: ['application/vnd.park-slip'] }, body: 9 },
  },
  {
    file: 'unknown-credentials',
    about: 'credentials of an unknown scheme, with a quotation mark that does not end',
    leniency: 'fields that only some need to understand are not looked at',
    reads: { fields: { Authorization: ['Handshake firmness=9, "odd'] } },
  },
  {
    file: 'broadcast-via',
    about: 'a response that came through a broadcast address',
    reads: { start: '200 OK', vias: ['UDP 127.0.0.1 z9hG4bKx', 'UDP 255.255.255.255 z9hG4bKy'] },
  },
  { file: 'max-forwards-zero', about: 'Max-Forwards 0', reads: { fields: { 'Max-Forwards': ['0'] } } },
  {
    file: 'contact-parameter-of-field',
    about: 'a parameter after a Contact without brackets',
    reads: { contacts: ['sip:bob@127.0.0.1'] },
  },
  {
    file: 'contact-parameter-of-uri',
    about: 'a parameter between the brackets',
    reads: { contacts: ['sip:bob@127.0.0.1;expires=60'] },
  },
  { file: 'contact-star', about: 'a Contact that is a star', reads: { contacts: ['*'], fields: { Expires: ['0'] } } },
  {
    file: 'replaces-in-refer-to',
    about: 'escaped headers in the URI of Refer-To, compact forms of RFC 3515 and RFC 3892',
    reads: {
      fields: {
        'Refer-To': [
          '"Alice" <sip:alice@127.0.0.1:5070?Replaces=c-9%40127.0.0.1%3Bto-tag%3Dx%3Bfrom-tag%3Dy&Require=replaces>',
        ],
        'Referred-By': ['<sip:bob@park.example>'],
      },
    },
  },
  {
    file: 'nothing-acceptable',
    about: 'no common type in Accept',
    reads: { fields: { Accept: ['text/park-slip'] }, body: 91 },
  },
  {
    file: 'rfc2543',
    about: 'a request of RFC 2543: no branch, no tag, no Max-Forwards, no Content-Length',
    leniency: 'RFC 4475 3.4 asks to accept it; the body is the rest of the datagram',
    reads: { vias: ['UDP old.park.example'], body: 91, wire: { unsized: true } },
  },
  {
    file: 'ipv6',
    about: 'IPv6 literals in brackets',
    reads: {
      start: 'REGISTER sip:[2001:db8::7]',
      vias: ['UDP [2001:db8::7:1] z9hG4bK6'],
      contacts: ['sip:bob@[2001:db8::1]'],
    },
  },
  {
    file: 'ipv6-port-in-address',
    about: 'what was meant as a port is part of the address',
    reads: { start: 'OPTIONS sip:[2001:db8::7:5070]' },
  },
  { file: 'ipv6-port', about: 'a port after the bracket', reads: { start: 'OPTIONS sip:[2001:db8::7]:5070' } },
  {
    file: 'ipv6-received-bare',
    about: 'an IPv6 address without brackets in received',
    reads: { vias: ['UDP [2001:db8::7] z9hG4bK6'] },
  },
  {
    file: 'ipv6-received-in-brackets',
    about: 'an IPv6 address in brackets in received, against the grammar',
    leniency: 'RFC 5118 4.5 asks to accept both forms',
    reads: { vias: ['UDP [2001:db8::7] z9hG4bK6'] },
  },
  {
    file: 'ipv6-and-ipv4',
    about: 'IPv4 and IPv6 addresses in one message',
    reads: { vias: ['UDP [2001:db8::7]:6070 z9hG4bK1', 'TCP 127.0.0.1 z9hG4bK2'] },
  },
  {
    file: 'ipv6-mapped',
    about: 'IPv4 addresses mapped to IPv6',
    reads: { vias: ['UDP [::ffff:127.0.0.1]:5070 z9hG4bKm'], contacts: ['sip:bob@[::ffff:127.0.0.1]'] },
  },
  {
    file: 'ipv6-three-colons',
    about: 'three colons, as the grammar of RFC 3261 had it',
    leniency: 'RFC 5118 4.10 asks to accept it',
    reads: { start: 'OPTIONS sip:bob@[2001:db8:::127.0.0.1]' },
  },
  {
    file: 'ipv6-two-colons',
    about: 'two colons before an IPv4 address',
    reads: { start: 'OPTIONS sip:bob@[2001:db8::127.0.0.1]' },
  },
  { file: 'ipv6-in-sdp', about: 'IPv6 and IPv4 in one session description', reads: { body: 141 } },
  {
    file: 'lf-line-ends',
    about: 'lines that end with LF',
    leniency: 'accepted when the first line does so, and then everywhere',
    reads: { vias: [ROUTED], body: 85, wire: { lineEnd: '\n' } },
  },
  {
    file: 'no-empty-line',
    about: 'a datagram that ends after its last field',
    leniency: 'accepted where that line is whole and Content-Length says 0',
    reads: { vias: [ROUTED], wire: { unended: true } },
  },
];

const OPTIONS_CSEQ = 'CSeq is not a number below 2^31 and a method';
const STATUS = 'the status line is not "SIP/2.0", a code from 100 to 699 and a reason';
const NEITHER = 'the first line is neither a request line nor a status line';

const INVALID: readonly Row[] = [
  { file: 'extra-separators', about: 'of Via', refused: 'Via is malformed' },
  { file: 'body-cut-off', about: 'by one octet', refused: 'Content-Length is 92 but 91 octets follow' },
  { file: 'length-negative', about: 'Content-Length', refused: 'Content-Length is no number' },
  { file: 'length-not-decimal', about: 'Content-Length', refused: 'Content-Length is no number' },
  { file: 'length-twice', about: 'Content-Length, the same', refused: 'Content-Length is given twice' },
  { file: 'length-huge', about: 'Content-Length', refused: 'Content-Length is no number' },
  { file: 'cseq-too-large', about: '2^31', refused: OPTIONS_CSEQ },
  { file: 'cseq-too-large-response', about: 'in a response: dropped', refused: OPTIONS_CSEQ, answerable: false },
  { file: 'cseq-other-method', about: 'known', refused: 'CSeq names INVITE but the request is OPTIONS' },
  { file: 'cseq-other-method-unknown', about: 'unknown', refused: 'CSeq names INVITE but the request is PARK' },
  { file: 'cseq-no-method', about: 'CSeq', refused: OPTIONS_CSEQ },
  { file: 'quote-open', about: 'To', refused: 'To: a quoted string does not end' },
  { file: 'uri-in-brackets', about: 'Request-URI', refused: 'the Request-URI is enclosed in angle brackets' },
  { file: 'uri-with-space', about: 'Request-URI', refused: 'white space in or around the Request-URI' },
  { file: 'start-two-spaces', about: 'request line', refused: 'white space in or around the Request-URI' },
  { file: 'start-trailing-space', about: 'request line', refused: 'white space at the end of the request line' },
  {
    file: 'start-no-version',
    about: 'request line',
    refused: 'the request line does not end with a SIP version',
    answerable: false,
  },
  {
    file: 'start-not-sip',
    about: 'a request of HTTP',
    refused: 'the request line does not end with a SIP version',
    answerable: false,
  },
  { file: 'uri-with-headers', about: 'Request-URI', refused: 'the Request-URI has headers' },
  { file: 'uri-no-scheme', about: 'Request-URI', refused: 'the Request-URI is no URI' },
  { file: 'uri-port-too-large', about: 'Request-URI', refused: 'the Request-URI is malformed' },
  {
    file: 'contact-question-mark',
    about: 'without brackets',
    refused: 'Contact: a URI with a question mark or comma needs brackets',
  },
  { file: 'space-in-brackets', about: 'To', refused: 'To: white space between the brackets' },
  { file: 'bracket-open', about: 'To', refused: 'To: the bracket is not closed' },
  { file: 'parameter-twice', about: 'tag of From', refused: 'From: the tag is given twice' },
  { file: 'tag-empty', about: 'of To', refused: 'To: malformed' },
  { file: 'branch-twice', about: 'of Via, which would name two transactions', refused: 'Via is malformed' },
  {
    file: 'transport-twice',
    about: 'of the Request-URI, which would lead to two places',
    refused: 'the Request-URI is malformed',
  },
  { file: 'parameter-with-space', about: 'From', refused: 'From: malformed' },
  { file: 'quote-open-in-display-name', about: 'From', refused: 'From: a quoted string does not end' },
  { file: 'bracket-in-display-name', about: 'From', refused: 'From: malformed' },
  {
    file: 'contact-first-malformed',
    about: 'the one that requests would go to',
    refused: 'Contact: malformed',
    answerable: false,
  },
  {
    file: 'register-contact-malformed',
    about: 'the one that is to be registered',
    refused: 'Contact: white space between the brackets',
  },
  { file: 'subscription-state-twice', about: 'two states', refused: 'Subscription-State is given twice' },
  { file: 'event-twice', about: 'long and compact', refused: 'Event is given twice' },
  { file: 'content-type-twice', about: 'long and compact', refused: 'Content-Type is given twice' },
  { file: 'uri-empty-host', about: 'Request-URI', refused: 'the Request-URI is malformed' },
  { file: 'version-3', about: 'request', refused: 'SIP version SIP/3.0', status: 505 },
  { file: 'version-3-response', about: 'dropped', refused: 'SIP version SIP/3.0', status: 505, answerable: false },
  { file: 'status-too-large', about: 'overflows 32 bits', refused: STATUS, answerable: false },
  { file: 'status-99', about: 'below 100', refused: STATUS, answerable: false },
  { file: 'status-two-digits', about: 'nobody knows which is missing', refused: STATUS, answerable: false },
  { file: 'status-letters', about: 'that look like digits', refused: STATUS, answerable: false },
  { file: 'status-700', about: 'above 699', refused: STATUS, answerable: false },
  { file: 'missing-via', about: 'nobody to answer', refused: 'Via is missing', answerable: false },
  { file: 'missing-from', about: 'no response could be matched', refused: 'From is missing', answerable: false },
  { file: 'missing-to', about: 'no response could be matched', refused: 'To is missing', answerable: false },
  { file: 'missing-call-id', about: 'no response could be matched', refused: 'Call-ID is missing', answerable: false },
  { file: 'missing-cseq', about: 'no response could be matched', refused: 'CSeq is missing', answerable: false },
  { file: 'call-id-two-words', about: 'Call-ID', refused: 'Call-ID is malformed' },
  { file: 'record-route-malformed', about: 'second field', refused: 'Record-Route: malformed' },
  { file: 'call-id-twice', about: 'long and compact', refused: 'Call-ID is given twice' },
  { file: 'ipv6-no-brackets', about: 'Request-URI', refused: 'the Request-URI is malformed' },
  { file: 'ipv6-not-an-address', about: 'Request-URI', refused: 'the Request-URI is malformed' },
  { file: 'fold-first', about: 'a fold of nothing', refused: 'a continuation line without a header field before it' },
  { file: 'line-no-colon', about: 'header line', refused: 'a header line without a colon' },
  { file: 'name-no-token', about: 'header name', refused: 'a header name that is no token' },
  { file: 'stray-lf', about: 'that would smuggle in a Via', refused: 'a stray LF' },
  { file: 'stray-cr', about: 'in From, which no answer may repeat', refused: 'a stray CR', answerable: false },
  { file: 'no-empty-line-with-body', about: 'cut off', refused: 'no empty line after the header fields' },
  { file: 'cut-in-field', about: 'cut off', refused: 'no empty line after the header fields' },
  { file: 'empty', about: 'no octets', refused: NEITHER, answerable: false },
  { file: 'keep-alive', about: 'line ends alone', refused: NEITHER, answerable: false },
  { file: 'binary', about: 'no text at all', refused: NEITHER, answerable: false },
];

describe('a valid message', () => {
  testTable(VALID, filesOf('valid'));

  test('ipv6-in-sdp: the address of the stream goes before that of the session', () => {
    const outcome = parseMessage(octetsOf('valid', 'ipv6-in-sdp'));
    const sdp = outcome.ok ? parseSdp(outcome.message.body) : undefined;
    expect(sdp && audioOf(sdp)).toMatchObject({ address: '2001:db8::8', port: 40_000 });
    expect(sdp?.media[1]?.lines[0]).toEqual({ type: 'c', value: 'IN IP4 127.0.0.2' });
  });
});

describe('an invalid message', () => {
  testTable(INVALID, filesOf('invalid'));

  test('multiple values: the answer takes the first of each', () => {
    const outcome = parseMessage(octetsOf('invalid', 'call-id-twice'));
    expect(!outcome.ok && outcome.partial && headerValues(outcome.partial, 'Call-ID')).toEqual(['c-1@127.0.0.1']);
  });

  test.each([
    ['stray-lf', '\n', 1],
    ['status-700', '', 0],
    ['cseq-too-large', 'CSeq:', 0],
    ['line-no-colon', 'this line', 0],
    ['uri-no-scheme', 'bob@', 0],
  ])('%s: the offset points at the fault', (file, fault, occurrence) => {
    const octets = octetsOf('invalid', file);
    const text = octets.toString('latin1');
    const expected = occurrence === 0 ? text.indexOf(fault) : text.search(/[^\r]\n/) + 1;
    expect(parseMessage(octets)).toMatchObject({ ok: false, offset: expected });
  });
});

function filesOf(kind: 'valid' | 'invalid') {
  return {
    names: () => readdirSync(new URL(`${kind}/`, folder)).map((name) => parse(name).name),
    read: (name: string) => octetsOf(kind, name),
  };
}

function octetsOf(kind: 'valid' | 'invalid', file: string): Buffer {
  return readFileSync(new URL(`${kind}/${file}.sip`, folder));
}
