import { describe, expect, test } from '@jest/globals';
import { buildRequest } from '../../../src/sip/message/build.ts';
import { parseMessage } from '../../../src/sip/message/parse.ts';
import { serializeMessage } from '../../../src/sip/message/serialize.ts';

const message = (extra: ReadonlyArray<readonly [string, string]>, body = 0) =>
  serializeMessage(
    buildRequest({
      method: 'MESSAGE',
      uri: 'sip:bob@park.example',
      headers: [
        ['Via', 'SIP/2.0/UDP 127.0.0.1;branch=z9hG4bK1'],
        ['From', '<sip:alice@park.example>;tag=1'],
        ['To', '<sip:bob@park.example>'],
        ['Call-ID', '1'],
        ['CSeq', '1 MESSAGE'],
        ...extra,
      ],
      body: new Uint8Array(body),
    }),
  );

describe('a message at its limit is accepted, one beyond it refused:', () => {
  test('octets of the whole', () => {
    const octets = message([], 1000);
    const limits = { message: octets.length };
    expect(parseMessage(octets, { limits })).toMatchObject({ ok: true });
    expect(parseMessage(octets, { limits: { message: octets.length - 1 } })).toMatchObject({
      ok: false,
      status: 413,
      reason: `the message is longer than ${octets.length - 1} octets`,
      partial: { method: 'MESSAGE' },
    });
  });

  test('octets of the head', () => {
    const octets = message([['Subject', 'x'.repeat(1000)]]);
    const head = octets.length - 2;
    expect(parseMessage(octets, { limits: { head } })).toMatchObject({ ok: true });
    expect(parseMessage(octets, { limits: { head: head - 1 } })).toMatchObject({
      ok: false,
      status: 513,
      reason: `the header fields are longer than ${head - 1} octets`,
    });
  });

  test('number of header fields', () => {
    const octets = message(Array.from({ length: 10 }, (_, index) => [`X-${index}`, 'y'] as const));
    expect(parseMessage(octets, { limits: { headers: 17 } })).toMatchObject({ ok: true });
    expect(parseMessage(octets, { limits: { headers: 16 } })).toMatchObject({
      ok: false,
      status: 513,
      reason: 'more than 16 header fields',
    });
  });
});

test('a field that the limit of the head cuts in two is not answered with', () => {
  const octets = message([['X', 'y']]);
  const text = Buffer.from(octets).toString();
  const inCSeq = text.indexOf('CSeq') + 9;
  const outcome = parseMessage(octets, { limits: { head: inCSeq } });
  expect(outcome).toMatchObject({ ok: false, status: 513 });
  expect(outcome).not.toHaveProperty('partial');
});

test('the defaults take what a datagram can hold and no more', () => {
  expect(parseMessage(message([], 65_000))).toMatchObject({ ok: true });
  expect(parseMessage(message([], 65_535))).toMatchObject({ ok: false, status: 413 });
  expect(parseMessage(message([['X', 'y'.repeat(32_768)]]))).toMatchObject({ ok: false, status: 513 });
});
