import { describe, expect, test } from '@jest/globals';
import { StreamFramer } from '../../../src/sip/message/framer.ts';
import { callId } from '../../../src/sip/fields/tags.ts';

const message = (
  id: string,
  { length, body = '', more = '' }: { length?: string; body?: string; more?: string } = {},
) =>
  [
    'MESSAGE sip:bob@park.example SIP/2.0',
    'Via: SIP/2.0/TCP 127.0.0.1;branch=z9hG4bK1',
    'From: <sip:alice@park.example>;tag=1',
    'To: <sip:bob@park.example>',
    `Call-ID: ${id}`,
    'CSeq: 1 MESSAGE',
    `${more}Content-Length: ${length ?? body.length}`,
    '',
    body,
  ].join('\r\n');

function read(framer: StreamFramer, text: string): string[] {
  return framer.push(Buffer.from(text)).map((outcome) => {
    if (outcome === 'keepalive') return outcome;
    return outcome.ok ? `${callId(outcome.message)} ${Buffer.from(outcome.message.body).toString()}` : outcome.reason;
  });
}

describe('a stream', () => {
  test('gives each message once its last octet is there', () => {
    const framer = new StreamFramer();
    const text = message('a', { body: 'park' });
    expect(read(framer, text.slice(0, -1))).toEqual([]);
    expect(read(framer, text.slice(-1))).toEqual(['a park']);
  });

  test('gives several messages of one chunk in order', () => {
    const framer = new StreamFramer();
    const text = message('a', { body: 'one' }) + message('b') + message('c', { body: 'three' });
    expect(read(framer, text)).toEqual(['a one', 'b ', 'c three']);
  });

  test('takes a double CRLF between messages as a keep-alive and skips a single one', () => {
    const framer = new StreamFramer();
    expect(read(framer, `\r\n\r\n${message('a')}\r\n${message('b')}\r\n\r\n\r\n`)).toEqual([
      'keepalive',
      'a ',
      'b ',
      'keepalive',
    ]);
    expect(read(framer, '\r\n')).toEqual(['keepalive']);
  });

  test('goes on after a message that is refused while its end is known', () => {
    const framer = new StreamFramer();
    const refused = message('a', { body: 'x' }).replace('1 MESSAGE', '1 INVITE');
    expect(read(framer, refused + message('b'))).toEqual(['CSeq names INVITE but the request is MESSAGE', 'b ']);
    expect(framer.broken).toBeUndefined();
  });

  test('goes on after a request of another version', () => {
    const framer = new StreamFramer();
    expect(read(framer, message('a').replace('SIP/2.0\r', 'SIP/3.0\r') + message('b'))).toEqual([
      'SIP version SIP/3.0',
      'b ',
    ]);
  });

  test('does not let a body change once it was given', () => {
    const framer = new StreamFramer();
    const [first] = framer.push(Buffer.from(message('a', { body: 'park' })));
    framer.push(Buffer.from(message('b', { body: 'hold' })));
    expect(first !== 'keepalive' && first?.ok && Buffer.from(first.message.body).toString()).toBe('park');
  });

  test.each([
    ['garbage', 'garbage\r\n\r\n', 'the first line is neither a request line nor a status line'],
    ['no Content-Length', message('a').replace('Content-Length: 0\r\n', ''), 'no Content-Length on a stream'],
    ['a Content-Length that is no number', message('a', { length: '1x' }), 'Content-Length is no number'],
    ['two lengths', message('a', { more: 'l: 4\r\n' }), 'Content-Length is given twice'],
    ['a line that may hide a length', message('a', { more: 'Content-Length 4\r\n' }), 'a header line without a colon'],
    ['a stray line end', message('a', { more: 'X: y\nContent-Length: 4\r\n' }), 'a stray LF'],
    ['a length above the limit', message('a', { length: '99999' }), 'the message is longer than 65535 octets'],
    ['a head above the limit', `A: ${'b'.repeat(40_000)}`, 'the header fields are longer than 32768 octets'],
    [
      'a head of lines above the limit',
      `X${' y\r\n'.repeat(20_000)}`,
      'the header fields are longer than 32768 octets',
    ],
  ])('is broken by %s, and stays so', (_, text, reason) => {
    const framer = new StreamFramer();
    expect(read(framer, text)).toEqual([reason]);
    expect(framer.broken).toBe(reason);
    expect(read(framer, message('b'))).toEqual([]);
  });

  test('may change its line ends from message to message', () => {
    const framer = new StreamFramer();
    const lf = message('b').replaceAll('\r', '');
    expect(read(framer, message('a') + lf + lf + message('c'))).toEqual(['a ', 'b ', 'b ', 'c ']);
  });

  test('takes a head as long as the limit', () => {
    const head = message('a').length - 2;
    expect(read(new StreamFramer({ limits: { head } }), message('a'))).toEqual(['a ']);
    expect(read(new StreamFramer({ limits: { head: head - 1 } }), message('a'))).toEqual([
      `the header fields are longer than ${head - 1} octets`,
    ]);
  });

  test('never holds more of a message than the limit', () => {
    const framer = new StreamFramer({ limits: { message: 1_000, head: 500 } });
    expect(read(framer, message('a', { body: 'x'.repeat(700) }))).toHaveLength(1);
    expect(framer.broken).toBeUndefined();
    expect(read(framer, message('a', { length: '900' }))).toEqual(['the message is longer than 1000 octets']);
  });
});
