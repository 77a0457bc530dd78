import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { Secrets } from '../src/secrets.ts';

const SECRET = 'p"ä & s\\w/0+rd<';

/** Ways in which a server, a library or a report may write a secret down. */
const WRITTEN: ReadonlyArray<readonly [how: string, write: (secret: string) => string]> = [
  ['as it is', (secret) => secret],
  ['as JSON', (secret) => JSON.stringify(secret)],
  ['as JSON in JSON', (secret) => JSON.stringify(JSON.stringify(secret))],
  ['as JSON in ASCII', (secret) => ascii(JSON.stringify(secret))],
  ['as JSON with escaped slashes', (secret) => JSON.stringify(secret).replaceAll('/', '\\/')],
  ['in a URI', encodeURIComponent],
  ['in a URI with small digits', (secret) => encodeURIComponent(secret).replace(/%../g, (code) => code.toLowerCase())],
  ['in a URI in a URI', (secret) => encodeURIComponent(encodeURIComponent(secret))],
  ['in a form', (secret) => new URLSearchParams({ secret }).toString()],
  ['with each character of a URI escaped', (secret) => Buffer.from(secret).toString('hex').replace(/../g, '%$&')],
  ['in XML', (secret) => secret.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;')],
  ['in XML by numbers', (secret) => Array.from(secret, (one) => `&#${one.codePointAt(0)};`).join('')],
  ['in a quoted string of SIP', (secret) => `"${secret.replace(/["\\]/g, '\\$&')}"`],
  ['as base64', (secret) => Buffer.from(secret).toString('base64')],
  ['as base64 for a URI', (secret) => Buffer.from(secret).toString('base64url')],
  ['after one octet in base64', (secret) => Buffer.from(`:${secret}`).toString('base64')],
  ['after two octets in base64', (secret) => Buffer.from(`b:${secret}`).toString('base64')],
  ['between others in base64', (secret) => Buffer.from(`alice:${secret}:more`).toString('base64')],
  ['as hexadecimal digits', (secret) => Buffer.from(secret).toString('hex')],
  ['as capital hexadecimal digits', (secret) => Buffer.from(secret).toString('hex').toUpperCase()],
  ['read as Latin-1', (secret) => Buffer.from(secret).toString('latin1')],
  ['in what Digest makes its response of', (secret) => `alice:park.example:${secret}`],
];

function ascii(text: string): string {
  return text.replace(/[^\0-\x7f]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

describe('a secret is hidden', () => {
  test.each(WRITTEN)('%s', (_, write) => {
    const written = write(SECRET);
    const hidden = new Secrets([SECRET]).hide(`before ${written} after`);
    expect(hidden).toMatch(/^before .*\*\*\*.* after$/);
    expect(hidden).not.toContain(written);
    expect(hidden).not.toContain('& s');
  });

  test('however it is written, whatever it is', () => {
    const secrets = fc.string({ unit: 'grapheme', minLength: 6, maxLength: 30 }).filter((text) => text.trim() === text);
    fc.assert(
      fc.property(secrets, fc.constantFrom(...WRITTEN), (secret, [, write]) => {
        fc.pre(secret.length >= 6 && !/[\r\n\ud800-\udfff]/u.test(secret) && !/\p{Cc}/u.test(secret));
        const written = write(secret);
        expect(new Secrets([secret]).hide(`[ ${written} ]`)).not.toContain(written);
      }),
    );
  });

  test('line by line, where it has several', () => {
    const key = '-----BEGIN KEY-----\nMIIEvQIBADAN\nx\nBgkqhkiG9w0B\n';
    expect(new Secrets([key]).hide('a MIIEvQIBADAN\r\nb BgkqhkiG9w0B x')).toBe('a ***\r\nb *** x');
  });

  test('as a whole, where another one is a part of it', () => {
    expect(new Secrets(['secret-1', 'secret-1-long']).hide('secret-1-long, secret-1')).toBe('***, ***');
  });
});

describe('in place', () => {
  const secrets = new Secrets(['pässword']);

  test('each octet becomes a star, so that a length stays right', () => {
    const text = 'Content-Length: 13\r\n\r\nab pässword é';
    const hidden = secrets.hideInPlace(text);
    expect(hidden).toBe('Content-Length: 13\r\n\r\nab ********* é');
    expect(Buffer.byteLength(hidden)).toBe(Buffer.byteLength(text));
  });

  test('so it does in octets that are no text', () => {
    const octets = Buffer.concat([Buffer.from([0xff, 0x00]), Buffer.from('pässword'), Buffer.from([0xfe])]);
    expect(secrets.hideOctets(octets)).toEqual(
      Buffer.concat([Buffer.from([0xff, 0x00]), Buffer.from('*********'), Buffer.from([0xfe])]),
    );
  });

  test('nothing else changes', () => {
    const octets = Buffer.from(Array.from({ length: 256 }, (_, octet) => octet));
    expect(secrets.hideOctets(octets)).toEqual(octets);
  });
});

describe('of credentials, without a secret that is known', () => {
  const hide = (text: string): string => new Secrets().hide(text);
  const hash = '0123456789abcdef0123456789ABCDEF';

  test.each([
    [
      'the response of Digest',
      `Authorization: Digest username="alice", nonce="${hash}", cnonce="1f", response="${hash}", nc=00000001`,
      `Authorization: Digest username="alice", nonce="${hash}", cnonce="1f", response="***", nc=00000001`,
    ],
    ['that of SHA-256', `response="${hash}${hash}"`, 'response="***"'],
    ['one without quotation marks', `response = ${hash}`, 'response = ***'],
    ['one in JSON', `{"header":"Digest response=\\"${hash}\\""}`, '{"header":"Digest response=\\"***\\""}'],
    [
      'one on a line of its own',
      `Authorization: Digest username="a",\r\n response="${hash}"`,
      'Authorization: Digest username="a",\r\n response="***"',
    ],
    [
      'the proof of a server',
      `Authentication-Info: rspauth="${hash}", cnonce="1"`,
      'Authentication-Info: rspauth="***", cnonce="1"',
    ],
    ['Basic', 'Authorization: Basic YTpi\r\nVia: x', 'Authorization: Basic ***\r\nVia: x'],
    ['Basic on a line of its own', 'Proxy-Authorization:\r\n Basic YTpi', 'Proxy-Authorization:\r\n Basic ***'],
    ['Bearer in JSON', '{"authorization":"Bearer a.b.c"}', '{"authorization":"Bearer ***"}'],
  ])('%s is hidden', (_, text, hidden) => {
    expect(hide(text)).toBe(hidden);
  });

  test.each(['the response was 200', 'response="yes"', 'Basic operation', 'nonce="0123456789abcdef0123456789abcdef"'])(
    'nothing is hidden in: %s',
    (text) => {
      expect(hide(text)).toBe(text);
    },
  );
});
