/** Keys that are read out of the packets of telephone events (RFC 4733). */
import { expect, test } from '@jest/globals';
import { digitFrames } from '../../src/media/digit-frames.ts';
import { KeyReader } from '../../src/media/key-reader.ts';
import type { RtpPacket } from '../../src/media/rtp.ts';

/** The packets in which keys are sent, 20 ms apart, beginning at a timestamp. */
function packetsOf(keys: string, begin = 1_000): readonly RtpPacket[] {
  let timestamp = begin;
  return digitFrames(keys).flatMap((frame, at) => {
    if (frame === undefined) return [];
    if (frame.begins) timestamp = (begin + at * 160) >>> 0;
    return [{ payloadType: 101, marker: frame.begins, sequence: at, timestamp, ssrc: 7, payload: frame.payload }];
  });
}

function read(packets: readonly RtpPacket[]): string {
  const reader = new KeyReader();
  return packets.map((packet) => reader.read(packet) ?? '').join('');
}

test('each key is told once, also one that is pressed again', () => {
  expect(read(packetsOf('*05110#AD'))).toBe('*05110#AD');
});

test('a key is told as its event begins', () => {
  expect(new KeyReader().read(packetsOf('5')[0]!)).toBe('5');
});

test('packets that are lost, doubled or overtaken change nothing', () => {
  const packets = packetsOf('12');
  expect(read(packets.filter(({ marker }) => !marker))).toBe('12');
  expect(read(packets.flatMap((packet) => [packet, packet]))).toBe('12');
  const firstOfTwo = packets.findIndex(({ payload }) => payload[0] === 2);
  const late = packets[firstOfTwo - 1]!;
  expect(
    read([...packets.slice(0, firstOfTwo - 1), packets[firstOfTwo]!, late, ...packets.slice(firstOfTwo + 1)]),
  ).toBe('12');
});

test('timestamps may wrap around', () => {
  expect(read(packetsOf('123', 0xffff_ff00))).toBe('123');
});

test('the stream of another source begins anew', () => {
  const others = packetsOf('2', 10).map((packet) => ({ ...packet, ssrc: 8 }));
  expect(read([...packetsOf('1'), ...others])).toBe('12');
});

test('what is no key of a telephone, or no event, is no key', () => {
  const [first] = packetsOf('1');
  expect(read([{ ...first!, payload: Uint8Array.of(16, 10, 0, 160) }])).toBe('');
  expect(read([{ ...first!, payload: Uint8Array.of(1, 10, 0) }])).toBe('');
});
