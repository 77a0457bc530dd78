import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { Segments } from '../../src/capture/segments.ts';
import { SipReader, type SipReaderOptions } from '../../src/capture/sip-reader.ts';
import { ENDS, FIN, fragmented, ipv4, options, SYN, tcp, udp } from './packets.ts';

function messages(packets: readonly Buffer[], how: SipReaderOptions = {}): readonly string[] {
  const [segments, reader] = [new Segments(), new SipReader(how)];
  return packets.flatMap((bytes) => {
    const segment = segments.read({ link: 101, at: 0, bytes, length: bytes.length });
    return segment === undefined ? [] : reader.take(segment).map((message) => message.bytes.toString('latin1'));
  });
}

/** A connection's octets from sequence number `first` on, cut into segments of these sizes. */
function connection(stream: Buffer, first: number, sizes: readonly number[]): Buffer[] {
  const packets = [ipv4(6, tcp(Buffer.alloc(0), { sequence: first, flags: SYN }))];
  for (let [at, turn] = [0, 0]; at < stream.length; turn += 1) {
    const size = sizes[turn % sizes.length] ?? 1;
    packets.push(ipv4(6, tcp(stream.subarray(at, at + size), { sequence: first + 1 + at })));
    at += size;
  }
  return packets;
}

const text = (bytes: Buffer): string => bytes.toString('latin1');
const [one, two, three] = [options('1'), options('2', 'a body'), options('3', 'x'.repeat(4000))] as const;
const atSip: SipReaderOptions = { isSip: ({ port }) => port === ENDS.to };

describe('of datagrams', () => {
  const rtp = Buffer.concat([Buffer.from('80000001', 'hex'), Buffer.alloc(168, 0x55)]);

  test('those are messages that begin like one, where nothing else is known', () => {
    const bye = Buffer.from('SIP/2.0 200 OK\r\n\r\n');
    expect(
      messages([one, rtp, bye, Buffer.from('GET / HTTP/1.1\r\n\r\n'), three].map((each) => ipv4(17, udp(each)))),
    ).toEqual([one, bye, three].map(text));
  });

  test('all are messages that come to or from where SIP is spoken, SIP or not, and no others', () => {
    const elsewhere = ipv4(17, udp(one, { from: 1, to: 2 }));
    expect(messages([ipv4(17, udp(rtp)), ipv4(17, udp(rtp, { from: ENDS.to, to: 1 })), elsewhere], atSip)).toEqual([
      text(rtp),
      text(rtp),
    ]);
  });

  test('one that is longer than a frame comes whole', () => {
    expect(messages(fragmented(udp(three), 1480))).toEqual([text(three)]);
  });
});

describe('of a connection', () => {
  const stream = Buffer.concat([one, Buffer.from('\r\n\r\n'), two, three, one]);
  const wanted = [one, two, three, one].map(text);

  test('messages come out whole, however it is cut, repeated and turned around', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 2000 }), { minLength: 1, maxLength: 5 }),
        fc.constantFrom(0, 7, 0xffff_ff00, 0xffff_ffff),
        fc.array(fc.nat({ max: 4000 }), { maxLength: 30 }),
        fc.constantFrom<SipReaderOptions>({}, atSip),
        (sizes, first, swaps, how) => {
          const packets = connection(
            stream,
            first,
            sizes.map((size) => Math.max(size, 150)),
          );
          // The first segment must be there first: what a connection is for is seen from its beginning.
          for (const swap of swaps) {
            const at = 2 + (swap % Math.max(1, packets.length - 3));
            const [a, b] = [packets[at], packets[at + 1]];
            if (a !== undefined && b !== undefined && swap % 2 === 0) [packets[at], packets[at + 1]] = [b, a];
            else if (a !== undefined) packets.splice(at, 0, a);
          }
          expect(messages(packets, how)).toEqual(wanted);
        },
      ),
    );
  });

  test('messages come out where the capture began in its middle', () => {
    expect(messages(connection(stream, 99, [one.length + 4]).slice(1))).toEqual(wanted);
  });

  test('a segment that repeats a part of what was there and goes on gives what is new', () => {
    const half = Math.floor(one.length / 2);
    const packets = [
      ipv4(6, tcp(one.subarray(0, half), { sequence: 1 })),
      ipv4(6, tcp(one.subarray(half - 10), { sequence: 1 + half - 10 })),
    ];
    expect(messages(packets)).toEqual([text(one)]);
  });

  test('what was cut short is told when it ends, for it was on the wire', () => {
    const end = ipv4(6, tcp(one.subarray(0, 30), { sequence: 1, flags: FIN }));
    expect(messages([end])).toEqual([text(one.subarray(0, 30))]);
  });

  test('what is no SIP is told once where SIP is spoken, and nothing of it elsewhere', () => {
    const http = connection(Buffer.from('POST /failover HTTP/1.1\r\nHost: x\r\n\r\n'.repeat(3)), 0, [40]);
    expect(messages(http)).toEqual([]);
    expect(messages(http, atSip)).toHaveLength(1);
  });

  test('segments are put in order where their numbers begin anew', () => {
    const first = 0xffff_ffff - 100;
    const long = options('9', 'y'.repeat(200));
    const [c, d, e] = [0, 60, 180].map((at, n) =>
      ipv4(6, tcp(long.subarray(at, [60, 180, undefined][n]), { sequence: first + at })),
    );
    expect(messages([c, e, d].flatMap((packet) => packet ?? []))).toEqual([text(long)]);
  });

  test('one that was given up within a message is followed by another one with the same addresses', () => {
    const cut = one.subarray(0, 30);
    expect(messages([...connection(cut, 5, [1000]), ...connection(two, 70_000, [1000])])).toEqual([
      text(cut),
      text(two),
    ]);
  });

  test('it goes on after a gap within a message', () => {
    const packets = connection(Buffer.concat(Array.from({ length: 90 }, () => two)), 0, [two.length - 10, 10]);
    // The end of the third message and the beginning of the fourth.
    packets.splice(6, 2);
    const found = messages(packets);
    expect(found.filter((message) => message === text(two))).toHaveLength(88);
    expect(found.filter((message) => message !== text(two))).toEqual([
      text(two.subarray(0, two.length - 10)),
      text(two.subarray(two.length - 10)),
    ]);
  });

  test('it goes on after a gap that is never filled', () => {
    const packets = connection(Buffer.concat(Array.from({ length: 80 }, () => two)), 0, [two.length]);
    packets.splice(3, 1);
    expect(messages(packets).length).toBe(79);
  });

  test('another one with the same addresses begins anew', () => {
    expect(messages([...connection(one, 5, [1000]), ...connection(two, 70_000, [1000])])).toEqual([one, two].map(text));
  });
});
