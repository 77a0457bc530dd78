import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { LINK_TYPES, type LinkType } from '../../src/capture/pcap.ts';
import { Segments } from '../../src/capture/segments.ts';
import { ENDS, ethernet, fragmented, ipv4, tcp, udp } from './packets.ts';

const hello = Buffer.from('hello');
const packet = ipv4(17, udp(hello));

function read(bytes: Buffer, link: LinkType = LINK_TYPES.raw, segments = new Segments(), at = 0) {
  return segments.read({ link, at, bytes, length: bytes.length });
}

describe('a datagram is found', () => {
  test.each<readonly [string, LinkType, Buffer]>([
    ['behind Ethernet', LINK_TYPES.ethernet, ethernet(packet)],
    ['behind Ethernet with two VLAN tags', LINK_TYPES.ethernet, ethernet(packet, { tags: 2 })],
    ['behind Ethernet with padding after it', LINK_TYPES.ethernet, Buffer.concat([ethernet(packet), Buffer.alloc(20)])],
    ['behind nothing', LINK_TYPES.raw, packet],
    [
      'behind the pseudo header of `-i any`',
      LINK_TYPES.sll,
      Buffer.concat([Buffer.alloc(14), Buffer.from('0800', 'hex'), packet]),
    ],
    [
      'behind its second version',
      LINK_TYPES.sll2,
      Buffer.concat([Buffer.from('0800', 'hex'), Buffer.alloc(18), packet]),
    ],
  ])('%s', (_, link, frame) => {
    expect(read(frame, link)).toEqual({
      transport: 'udp',
      at: 0,
      source: { host: ENDS.source, port: ENDS.from },
      destination: { host: ENDS.destination, port: ENDS.to },
      payload: hello,
    });
  });

  test('behind IP options', () => {
    const withOptions = Buffer.concat([packet.subarray(0, 20), Buffer.alloc(8), packet.subarray(20)]);
    withOptions.writeUInt8(0x47, 0);
    withOptions.writeUInt16BE(withOptions.length, 2);
    expect(read(withOptions)?.payload).toEqual(hello);
  });
});

test.each<readonly [string, Buffer]>([
  ['ARP', ethernet(Buffer.alloc(46), { type: 0x0806 })],
  ['IPv6', ethernet(Buffer.alloc(60), { type: 0x86dd })],
  ['ICMP', ethernet(ipv4(1, Buffer.alloc(20)))],
  ['a datagram that the capture has cut', ethernet(packet.subarray(0, packet.length - 1))],
  ['a datagram that is longer than its packet', ethernet(ipv4(17, udp(hello).subarray(0, 10)))],
  ['nothing', Buffer.alloc(0)],
])('%s is passed over', (_, frame) => {
  expect(read(frame, LINK_TYPES.ethernet)).toBeUndefined();
});

describe('a datagram in fragments', () => {
  const body = fc.uint8Array({ minLength: 1, maxLength: 9_000 });

  test('is whole when the last of them has come, in whatever order and however often', () => {
    fc.assert(
      fc.property(
        body,
        fc.integer({ min: 1, max: 180 }).map((n) => n * 8),
        fc.infiniteStream(fc.nat()),
        (bytes, size, luck) => {
          const datagram = udp(Buffer.from(bytes));
          const pieces = fragmented(datagram, size);
          const shuffled = [...pieces, ...pieces.slice(0, 3)]
            .map((piece) => ({ piece, key: luck.next().value ?? 0 }))
            .toSorted((a, b) => a.key - b.key)
            .map(({ piece }) => piece);
          const segments = new Segments();
          const found = shuffled.flatMap((piece) => read(piece, LINK_TYPES.raw, segments) ?? []);
          expect(found.length).toBeGreaterThanOrEqual(1);
          expect(found.every(({ payload }) => payload.equals(Buffer.from(bytes)))).toBe(true);
        },
      ),
      { numRuns: 60 },
    );
  });

  test('is not mixed up with another one between the same addresses', () => {
    const segments = new Segments();
    const [a, b] = [Buffer.alloc(3000, 'a'), Buffer.alloc(3000, 'b')];
    const [first, second] = [fragmented(udp(a), 1480, 1), fragmented(udp(b), 1480, 2)];
    const found = first
      .flatMap((piece, n) => [piece, second[n] ?? piece])
      .flatMap((piece) => read(piece, LINK_TYPES.raw, segments) ?? []);
    expect(found.map(({ payload }) => payload.toString('latin1', 0, 1))).toEqual(['a', 'b']);
  });

  test('is given up when it waits too long, and when too many wait', () => {
    const segments = new Segments();
    const [first = Buffer.alloc(0), last = Buffer.alloc(0)] = fragmented(udp(Buffer.alloc(2000)), 1480, 1);
    read(first, LINK_TYPES.raw, segments, 0);
    expect(read(last, LINK_TYPES.raw, segments, 40_000)).toBeUndefined();
    expect(segments.lost).toBe(1);
    for (let id = 100; id < 200; id += 1)
      read(fragmented(udp(Buffer.alloc(2000)), 1480, id)[0] ?? first, LINK_TYPES.raw, segments, 40_000);
    expect(segments.lost).toBe(1 + 101 - 64);
  });

  test('that says it is longer than a datagram can be is passed over', () => {
    expect(read(ipv4(17, Buffer.alloc(64), ENDS, { offset: 65_528, more: false }))).toBeUndefined();
  });
});

test.each([
  ['behind a segment of TCP without any', Buffer.alloc(0)],
  ['behind one with some', hello],
])('padding %s is none of it', (_, payload) => {
  const padded = Buffer.concat([ethernet(ipv4(6, tcp(payload, { sequence: 5 }))), Buffer.alloc(6)]);
  expect(read(padded, LINK_TYPES.ethernet)?.payload).toEqual(payload);
});

test('a segment of TCP that the capture has cut is passed over', () => {
  const whole = ipv4(6, tcp(hello, { sequence: 5 }));
  expect(read(whole.subarray(0, whole.length - 1))).toBeUndefined();
});

test('a segment of TCP tells where in its connection it belongs', () => {
  expect(read(ipv4(6, tcp(hello, { sequence: 0xffff_fffe, flags: 0x12 })))).toMatchObject({
    transport: 'tcp',
    sequence: 0xffff_fffe,
    syn: true,
    end: false,
    payload: hello,
  });
  expect(read(ipv4(6, tcp(hello, { sequence: 5, flags: 0x04 })))).toMatchObject({ syn: false, end: true });
});
