/** Capture files, down to the SIP messages in them. */
import { isDeepStrictEqual } from 'node:util';
import { PcapReader } from '../../../src/capture/pcap-reader.ts';
import { PcapWriter } from '../../../src/capture/pcap-writer.ts';
import { Segments } from '../../../src/capture/segments.ts';
import { type CapturedMessage, SipReader } from '../../../src/capture/sip-reader.ts';
import {
  ethernet,
  FIN,
  fileHeader,
  fragmented,
  ipv4,
  options,
  record,
  SYN,
  tcp,
  udp,
} from '../../../test/capture/packets.ts';
import { randomOf } from '../random.ts';
import type { Target } from '../target.ts';

export const capture: Target = {
  name: 'capture',
  words: [
    '\xd4\xc3\xb2\xa1',
    '\xa1\xb2\xc3\xd4',
    '\x08\x00',
    '\x81\x00',
    '\x45\x00',
    '\x20\x00',
    '\x00\x00\x00\x00',
    '\xff\xff\xff\xff',
  ],
  share: 4,
  slow: 300,
  seeds: () => [
    fileOf(
      ...fragmented(udp(options('1', 'x'.repeat(300))), 96),
      ipv4(17, udp(options('2'))),
      ipv4(6, tcp(Buffer.alloc(0), { sequence: 7, flags: SYN })),
      ipv4(6, tcp(options('3').subarray(20), { sequence: 28 })),
      ipv4(6, tcp(options('3').subarray(0, 20), { sequence: 8 })),
      ipv4(6, tcp(options('4'), { sequence: 8 + options('3').length, flags: FIN })),
    ),
  ],
  check(input) {
    const whole = messagesIn([input]);
    if (!isDeepStrictEqual(whole, messagesIn(chunks(input)))) return 'gives other messages when it is cut otherwise';
    return whole.every(isWrittenAgain) ? undefined : 'is read otherwise when it is written again';
  },
};

function fileOf(...packets: readonly Buffer[]): Buffer {
  return Buffer.concat([fileHeader(), ...packets.map((packet, n) => record(1_700_000_000_000 + n, ethernet(packet)))]);
}

function messagesIn(parts: readonly Buffer[]): readonly CapturedMessage[] {
  const [reader, segments, sip] = [
    new PcapReader(),
    new Segments(),
    new SipReader({ isSip: ({ port }) => port === 5060 }),
  ];
  return parts
    .flatMap((part) => reader.push(part))
    .flatMap((frame) => {
      const segment = segments.read(frame);
      return segment === undefined ? [] : sip.take(segment);
    });
}

function isWrittenAgain(message: CapturedMessage): boolean {
  if (message.transport === 'tcp') return true;
  const writer = new PcapWriter();
  const [again] = messagesIn([writer.header(), writer.write(message)]);
  return again !== undefined && again.bytes.equals(message.bytes) && isDeepStrictEqual(again.source, message.source);
}

/** Pieces whose lengths the input itself decides, so that a finding can be had again. */
function chunks(input: Buffer): readonly Buffer[] {
  const random = randomOf(input.length * 31 + (input[input.length >> 1] ?? 0));
  const most = input.length > 8_000 ? 500 : random.pick([1, 3, 20, 500], 1);
  const pieces: Buffer[] = [];
  for (let at = 0; at < input.length; ) {
    const size = 1 + random.int(most);
    pieces.push(input.subarray(at, at + size));
    at += size;
  }
  return pieces;
}
