import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { PcapReader } from '../../src/capture/pcap-reader.ts';
import { PcapWriter } from '../../src/capture/pcap-writer.ts';
import { Segments } from '../../src/capture/segments.ts';
import { type FileForm, fileHeader, record } from './packets.ts';

const form = fc.record({
  endian: fc.constantFrom('big' as const, 'little' as const),
  ticks: fc.constantFrom('micro' as const, 'nano' as const),
});
const frames = fc.array(fc.uint8Array({ maxLength: 300 }), { maxLength: 12 });
const START = Date.UTC(2026, 10, 23, 9, 0, 0) + 123.456;

function fileOf(bodies: readonly Uint8Array[], how: FileForm): Buffer {
  const records = bodies.map((body, index) => record(START + index, Buffer.from(body), how));
  return Buffer.concat([fileHeader(how), ...records]);
}

function cut(file: Buffer, sizes: readonly number[]): readonly Buffer[] {
  const chunks: Buffer[] = [];
  for (let [at, turn] = [0, 0]; at < file.length; turn += 1) {
    const size = sizes[turn % sizes.length] ?? 1;
    chunks.push(file.subarray(at, at + size));
    at += size;
  }
  return chunks;
}

describe('a capture file', () => {
  test('gives its frames whatever its byte order and the way it is cut', () => {
    fc.assert(
      fc.property(
        form,
        frames,
        fc.array(fc.integer({ min: 1, max: 400 }), { minLength: 1, maxLength: 5 }),
        (how, bodies, sizes) => {
          const reader = new PcapReader();
          const file = fileOf(bodies, how);
          const read = cut(file, sizes).flatMap((chunk) => reader.push(chunk));
          expect(read.map(({ bytes }) => Buffer.from(bytes).toString('hex'))).toEqual(
            bodies.map((body) => Buffer.from(body).toString('hex')),
          );
          for (const [index, { at }] of read.entries()) expect(at).toBeCloseTo(START + index, 3);
          expect(reader.broken).toBeUndefined();
          expect(reader.whole).toBe(file.length);
        },
      ),
    );
  });

  test('that ends within a frame tells how much of it is whole', () => {
    const file = fileOf([Buffer.alloc(100), Buffer.alloc(50)], {});
    const reader = new PcapReader();
    expect(reader.push(file.subarray(0, file.length - 1))).toHaveLength(1);
    expect(reader.whole).toBe(24 + 16 + 100);
  });

  test.each([
    ['a pcapng file', Buffer.from('0a0d0d0a'.padEnd(48, '0'), 'hex'), /pcapng.*editcap/],
    ['anything else', Buffer.from('INVITE sip:bob@example.com SIP/2.0'), /no capture file/],
    ['one of an unknown link type', fileHeader({ link: 147 }), /link type 147/],
  ])('%s is refused with a word about it', (_, file, why) => {
    const reader = new PcapReader();
    expect(reader.push(file)).toEqual([]);
    expect(reader.broken).toMatch(why);
    expect(reader.push(Buffer.alloc(1000))).toEqual([]);
  });

  test('is broken by a frame that is longer than any can be', () => {
    const reader = new PcapReader();
    const damaged = Buffer.from(record(START, Buffer.alloc(10)));
    damaged.writeUInt32LE(0x7fff_ffff, 8);
    expect(reader.push(Buffer.concat([fileHeader(), record(START, Buffer.alloc(4)), damaged]))).toHaveLength(1);
    expect(reader.broken).toMatch(/damaged/);
  });

  test('of garbage never throws, nor do its frames', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(1, 101, 113, 228, 276),
        fc.array(fc.uint8Array({ maxLength: 400 })),
        (link, garbage) => {
          const reader = new PcapReader();
          const segments = new Segments();
          const file = Buffer.concat([fileHeader({ link }), ...garbage]);
          for (const frame of reader.push(file)) segments.read(frame);
          expect(reader.whole).toBeLessThanOrEqual(file.length);
          for (const bytes of garbage) {
            segments.read({ link: 101, at: 0, bytes, length: bytes.length });
            // Half of what is random is no IPv4 at all: let it look like it.
            const alike = Buffer.from(bytes);
            if (alike.length > 9) alike.set([0x45, 0, 0, alike.length & 0xff], 0);
            segments.read({ link: 101, at: 0, bytes: alike, length: alike.length });
          }
        },
      ),
    );
  });
});

test('what is written is read again, with its addresses and times', () => {
  const writer = new PcapWriter();
  const passages = [
    {
      transport: 'udp',
      at: START,
      source: { host: '127.0.0.1', port: 5060 },
      destination: { host: '127.0.0.2', port: 65535 },
      bytes: Buffer.from('one'),
    },
    {
      transport: 'tcp',
      at: START + 0.25,
      source: { host: '10.0.0.1', port: 1 },
      destination: { host: '255.0.255.0', port: 2 },
      bytes: Buffer.from('two'),
    },
    {
      transport: 'udp',
      at: START + 1500,
      source: { host: '127.0.0.1', port: 5060 },
      destination: { host: '127.0.0.2', port: 9 },
      bytes: Buffer.alloc(0),
    },
  ] as const;
  const reader = new PcapReader();
  const segments = new Segments();
  const read = reader
    .push(Buffer.concat([writer.header(), ...passages.map((passage) => writer.write(passage))]))
    .map((frame) => segments.read(frame));
  expect(read).toEqual(
    passages.map(({ at, bytes, ...rest }) =>
      expect.objectContaining({ ...rest, payload: bytes, at: expect.closeTo(at, 2) }),
    ),
  );
});

test('what is written has the checksum that its IP header demands', () => {
  const ends = { source: { host: '127.0.0.1', port: 5060 }, destination: { host: '10.1.2.3', port: 5070 } };
  const header = new PcapWriter()
    .write({ transport: 'udp', at: START, ...ends, bytes: Buffer.from('x') })
    .subarray(16, 36);
  let sum = 0;
  for (let at = 0; at < 20; at += 2) sum += header.readUInt16BE(at);
  // RFC 1071: with its checksum in it, the sum is all ones.
  expect((sum & 0xffff) + (sum >>> 16)).toBe(0xffff);
});

test('a message of TCP that fits no packet is written in several, one after the other', () => {
  const writer = new PcapWriter();
  const bytes = Buffer.alloc(150_000, 'x');
  const ends = {
    transport: 'tcp',
    at: START,
    source: { host: '127.0.0.1', port: 1 },
    destination: { host: '127.0.0.1', port: 2 },
  } as const;
  const segments = new Segments();
  const read = new PcapReader()
    .push(Buffer.concat([writer.header(), writer.write({ ...ends, bytes })]))
    .flatMap((frame) => segments.read(frame) ?? []);
  expect(read.map((each) => each.transport === 'tcp' && each.sequence)).toEqual([1, 65_476, 130_951]);
  expect(Buffer.concat(read.map(({ payload }) => payload)).equals(bytes)).toBe(true);
});
