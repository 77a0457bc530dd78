import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { spelledForSipp } from '../../../src/phone/sipp/spelling.ts';
import type { HeaderField, SipMessage } from '../../../src/sip/message/message.ts';
import { parseMessage } from '../../../src/sip/message/parse.ts';
import { serializeMessage } from '../../../src/sip/message/serialize.ts';
import { damagedMessage, message, wireMessage } from '../../sip/message/message-arbitraries.ts';
import { SPELLINGS, spelled } from './spellings.ts';

const NEEDED = [
  'Via: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK1',
  'From: <sip:a@b>;tag=1',
  'To: <sip:c@d>',
  'Call-ID: a@b',
  'CSeq: 1 INFO',
];

/** The lines that SIPp gets for a request with these lines in front. */
function linesOf(...lines: string[]): string[] {
  return text(request(...lines))
    .split('\r\n')
    .slice(1, -2 - NEEDED.length);
}

function request(...lines: string[]): Buffer {
  return Buffer.from(['INFO sip:c@d SIP/2.0', ...lines, ...NEEDED, '', ''].join('\r\n'));
}

function text(datagram: Uint8Array): string {
  return Buffer.from(spelledForSipp(datagram)).toString('latin1');
}

test.each([
  ['a', 'Accept-Contact', '*;audio'],
  ['b', 'Referred-By', '<sip:a@b>'],
  ['c', 'Content-Type', 'application/sdp'],
  ['d', 'Request-Disposition', 'proxy'],
  ['e', 'Content-Encoding', 'gzip'],
  ['j', 'Reject-Contact', '*;audio'],
  ['k', 'Supported', 'replaces, 100rel'],
  ['l', 'Content-Length', '0'],
  ['m', 'Contact', '<sip:a@192.0.2.1>'],
  ['o', 'Event', 'dialog'],
  ['r', 'Refer-To', '<sip:42@d>'],
  ['s', 'Subject', 's: of course'],
  ['u', 'Allow-Events', 'dialog'],
  ['x', 'Session-Expires', '90'],
  ['v', 'Via', 'SIP/2.0/UDP 192.0.2.2;branch=z9hG4bK2'],
])('%s: is %s:', (short, long, value) => {
  expect(linesOf(`${short}: ${value}`)).toEqual([`${long}: ${value}`]);
  expect(linesOf(`${short.toUpperCase()}:${value}`)).toEqual([`${long}: ${value}`]);
});

test('the fields that every message has are found in their compact forms, too', () => {
  const given =
    'BYE sip:c@d SIP/2.0\r\nv: SIP/2.0/UDP h;branch=z9hG4bK1\r\nf: <sip:a@b>;tag=1\r\nt: <sip:c@d>\r\ni: x\r\n';
  expect(text(Buffer.from(`${given}cseq: 1 BYE\r\n\r\n`))).toBe(
    'BYE sip:c@d SIP/2.0\r\nVia: SIP/2.0/UDP h;branch=z9hG4bK1\r\nFrom: <sip:a@b>;tag=1\r\nTo: <sip:c@d>\r\n' +
      'Call-ID: x\r\nCSeq: 1 BYE\r\n\r\n',
  );
});

test('a fold and the white space around it is one space', () => {
  expect(linesOf('Subject:\r\n I know\t\r\n  \tyou are there', 'Contact: <sip:a@h>\r\n\t;expires=1')).toEqual([
    'Subject: I know you are there',
    'Contact: <sip:a@h> ;expires=1',
  ]);
});

test('names of any case get their usual one; names that nobody knows keep theirs', () => {
  expect(linesOf('record-ROUTE: <sip:p;lr>', 'www-authenticate: Digest realm="a"', 'x-VENDOR : 1')).toEqual([
    'Record-Route: <sip:p;lr>',
    'WWW-Authenticate: Digest realm="a"',
    'x-VENDOR: 1',
  ]);
});

test('no white space before the colon, one space behind it, none at the end', () => {
  expect(linesOf('Contact \t : \t<sip:a@h>  ', 'Event:dialog', 'Subject:')).toEqual([
    'Contact: <sip:a@h>',
    'Event: dialog',
    'Subject: ',
  ]);
});

test('order and values stay, be they spelled as they will', () => {
  const vias = ['Via: SIP/2.0/udp  h;BRANCH=z9hG4bK3 , SIP/2.0/UDP i;branch=z9hG4bK4', 'Max-Forwards: 070'];
  expect(linesOf('s: x', ...vias, 'X-v: v: 1')).toEqual(['Subject: x', ...vias, 'X-v: v: 1']);
});

test('a version in lower case, bare line feeds and a missing empty line are mended', () => {
  const usual = request('l: 0').toString().replace('l: 0', 'Content-Length: 0');
  expect(text(Buffer.from(usual.replace('SIP/2.0\r\n', 'sip/2.0\r\n')))).toBe(usual);
  expect(text(Buffer.from(usual.replaceAll('\r\n', '\n')))).toBe(usual);
  expect(text(Buffer.from(usual.slice(0, -2)))).toBe(usual);
});

test('a CSeq has one space between its number and its method', () => {
  const given = request().toString();
  for (const wide of ['1  INFO', '1\tINFO', '1 \r\n\t INFO', ' 1 INFO '])
    expect(text(Buffer.from(given.replace('1 INFO', wide)))).toBe(given);
});

describe('octets that are not touched', () => {
  test('a body, and what follows it', () => {
    const body = 'v=0\r\n \r\nf: <sip:a@b>\r\n\r\ns : caf\xe9\r\n';
    const given = `${request(`l: ${body.length}`).toString()}${body}\r\nm: rest \xff`;
    expect(text(Buffer.from(given, 'latin1'))).toBe(given.replace('l: ', 'Content-Length: '));
  });

  test('those of a body without Content-Length', () => {
    const given = `${request('s: 1').toString()}f: 1\r\n\r\n`;
    expect(text(Buffer.from(given))).toBe(given.replace('s: 1', 'Subject: 1'));
  });

  test('those of a value that is no UTF-8', () => {
    expect(linesOf('Server: 1')).toEqual(['Server: 1']);
    const given = Buffer.concat([
      Buffer.from('INFO sip:c@d SIP/2.0\r\ns : caf\xe9 \xc3\x28 \xff\r\n', 'latin1'),
      request().subarray('INFO sip:c@d SIP/2.0\r\n'.length),
    ]);
    expect(text(given)).toBe(given.toString('latin1').replace('s :', 'Subject:'));
  });

  test('those of what is spelled as SIPp reads it', () => {
    fc.assert(fc.property(wireMessage, (octets) => expect(Buffer.compare(spelledForSipp(octets), octets)).toBe(0)));
  });

  test('those of what is no SIP', () => {
    for (const garbage of ['', '\r\n\r\n', 'v: 1', 'INFO sip:c@d SIP/2.0\r\nf: 1\r\n\r\n', request('l: 9').toString()])
      expect(text(Buffer.from(garbage))).toBe(garbage);
    const noSip = fc.oneof(fc.uint8Array(), damagedMessage).filter((octets) => !parseMessage(octets).ok);
    fc.assert(fc.property(noSip, (octets) => expect(Buffer.compare(spelledForSipp(octets), octets)).toBe(0)));
  });
});

describe.each(Object.entries(SPELLINGS))('any message %s', (_, spelling) => {
  test('comes out as we would write it', () => {
    fc.assert(
      fc.property(message, (each) => {
        const out = read(spelledForSipp(spelled(each, spelling)));
        const { headers, ...rest } = read(serializeMessage(each));
        expect({ ...out, headers: out.headers.map(squeezed) }).toEqual({ ...rest, headers: headers.map(squeezed) });
      }),
      { numRuns: 40 },
    );
  });
});

test('what comes out once does not change again', () => {
  fc.assert(
    fc.property(fc.oneof(wireMessage, damagedMessage), (octets) => {
      const once = spelledForSipp(octets);
      expect(Buffer.from(spelledForSipp(once)).equals(once)).toBe(true);
    }),
    { numRuns: 500 },
  );
});

function read(octets: Uint8Array): SipMessage {
  const outcome = parseMessage(octets);
  if (!outcome.ok) throw new Error(outcome.reason);
  return { ...outcome.message, body: Uint8Array.from(outcome.message.body) };
}

/** White space and zeros belong to the value, the case of a name that nobody knows to the name. A field without a value ends with its colon and a space. */
function squeezed({ name, value, raw }: HeaderField): HeaderField {
  const plain = {
    name: name.toLowerCase(),
    value: value
      .replace(/[ \t]+/g, ' ')
      .replace(/ ?([;=]) ?/g, '$1')
      .replace(/^0+(?=\d)/, ''),
  };
  return raw === undefined || raw === `${name}: ` ? plain : { ...plain, raw };
}
