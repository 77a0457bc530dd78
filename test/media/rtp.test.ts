import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { formatRtp, parseRtp, type RtpPacket } from '../../src/media/rtp.ts';

const packet: RtpPacket = {
  payloadType: 0,
  marker: true,
  sequence: 65535,
  timestamp: 4294967295,
  ssrc: 0xdeadbeef,
  payload: Uint8Array.of(1, 2, 3),
};

describe('RTP', () => {
  test('a formatted packet has the header of RFC 3550 5.1', () => {
    const bytes = formatRtp(packet);
    expect([...bytes]).toEqual([0x80, 0x80, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xde, 0xad, 0xbe, 0xef, 1, 2, 3]);
  });

  test('every packet reads back as it was written', () => {
    const packets = fc.record({
      payloadType: fc.integer({ min: 0, max: 63 }),
      marker: fc.boolean(),
      sequence: fc.integer({ min: 0, max: 65535 }),
      timestamp: fc.integer({ min: 0, max: 2 ** 32 - 1 }),
      ssrc: fc.integer({ min: 0, max: 2 ** 32 - 1 }),
      payload: fc.uint8Array({ maxLength: 400 }),
    });
    fc.assert(fc.property(packets, (written) => expect(parseRtp(formatRtp(written))).toEqual(written)));
  });

  test('contributing sources, an extension and padding are no payload', () => {
    const plain = formatRtp({ ...packet, payload: Uint8Array.of() });
    const sources = [0, 0, 0, 1, 0, 0, 0, 2];
    const extension = [0xbe, 0xde, 0, 1, 9, 9, 9, 9];
    const bytes = Uint8Array.from([...plain, ...sources, ...extension, 1, 2, 3, 0, 0, 3]);
    bytes[0] = 0x80 | 0x20 | 0x10 | 2;
    expect(parseRtp(bytes)).toEqual(packet);
  });

  test('RTCP on the same port is not RTP', () => {
    const bytes = formatRtp(packet);
    bytes[1] = 200;
    expect(parseRtp(bytes)).toBeUndefined();
  });

  test('another version, a cut header, a cut extension and too much padding are not RTP', () => {
    const other = formatRtp(packet);
    other[0] = 0x40;
    expect(parseRtp(other)).toBeUndefined();
    expect(parseRtp(formatRtp(packet).subarray(0, 11))).toBeUndefined();
    const extended = formatRtp(packet);
    extended[0] = 0x90;
    expect(parseRtp(extended)).toBeUndefined();
    const padded = formatRtp({ ...packet, payload: Uint8Array.of(200) });
    padded[0] = 0xa0;
    expect(parseRtp(padded)).toBeUndefined();
  });

  test('no bytes whatever make it throw', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), fc.boolean(), (bytes, version2) => {
        if (version2 && bytes.length > 0) bytes[0] = 0x80 | ((bytes[0] ?? 0) & 0x3f);
        const parsed = parseRtp(bytes);
        expect(parsed === undefined || parsed.payload.length <= bytes.length - 12).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });
});
