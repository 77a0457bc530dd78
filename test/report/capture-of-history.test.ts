import { describe, expect, test } from '@jest/globals';
import { PcapReader } from '../../src/capture/pcap-reader.ts';
import { Segments } from '../../src/capture/segments.ts';
import { type CapturedMessage, SipReader } from '../../src/capture/sip-reader.ts';
import type { HistoryEvent, SipEvent } from '../../src/history/event.ts';
import { renderCapture } from '../../src/report/capture-of-history.ts';
import { history as sample } from './history.ts';

const [run] = sample;
const alice = { kind: 'sip', tap: 'alice', local: 'udp:127.0.0.1:6001' } as const;
const bob = { kind: 'sip', tap: 'bob', local: 'udp:127.0.0.1:6002' } as const;
const primary = 'udp:127.0.0.1:5060';

function history(...bodies: readonly SipEvent[]): readonly HistoryEvent[] {
  return [...(run === undefined ? [] : [run]), ...bodies.map((body, n) => ({ n: n + 2, t: 10 * n, ...body }))];
}

function read(file: Buffer): readonly CapturedMessage[] {
  const [reader, segments, sip] = [new PcapReader(), new Segments(), new SipReader({ isSip: () => true })];
  return reader.push(file).flatMap((frame) => {
    const segment = segments.read(frame);
    return segment === undefined ? [] : sip.take(segment);
  });
}

describe('the capture of a history', () => {
  test('holds every message with its addresses and its time', () => {
    const events = history(
      { ...alice, direction: 'out', remote: primary, text: 'OPTIONS sip:x SIP/2.0\r\n\r\n' },
      { ...alice, direction: 'in', remote: primary, text: 'SIP/2.0 200 Größe\r\n\r\n' },
      { ...alice, direction: 'in', remote: primary, text: '\u0080\u00ff', encoding: 'latin1' },
    );
    const started = Date.parse('2026-11-23T03:15:22.000Z');
    const [phone, pool] = [
      { host: '127.0.0.1', port: 6001 },
      { host: '127.0.0.1', port: 5060 },
    ];
    expect(read(renderCapture(events))).toEqual([
      {
        transport: 'udp',
        at: started,
        source: phone,
        destination: pool,
        bytes: Buffer.from('OPTIONS sip:x SIP/2.0\r\n\r\n'),
      },
      {
        transport: 'udp',
        at: started + 10,
        source: pool,
        destination: phone,
        bytes: Buffer.from('SIP/2.0 200 Größe\r\n\r\n'),
      },
      { transport: 'udp', at: started + 20, source: pool, destination: phone, bytes: Buffer.from([0x80, 0xff]) },
    ]);
  });

  test('holds in the clear, as over TCP, what went over TLS', () => {
    const text = 'OPTIONS sip:x SIP/2.0\r\nContent-Length: 0\r\n\r\n';
    const [local, remote] = ['tls:127.0.0.1:6001', 'tls:127.0.0.1:5061'];
    expect(read(renderCapture(history({ ...alice, local, direction: 'out', remote, text })))).toMatchObject([
      { transport: 'tcp', source: { port: 6001 }, destination: { port: 5061 }, bytes: Buffer.from(text) },
    ]);
  });

  test('holds a message between two phones once, though both taps have seen it', () => {
    const text = 'BYE sip:bob SIP/2.0\r\n\r\n';
    const events = history(
      { ...alice, direction: 'out', remote: bob.local, text },
      { ...bob, direction: 'in', remote: alice.local, text },
    );
    expect(read(renderCapture(events))).toHaveLength(1);
  });

  test('puts the messages of a connection together again', () => {
    const tcp = { ...alice, local: 'tcp:127.0.0.1:6001', remote: 'tcp:127.0.0.1:5060' } as const;
    const long = `MESSAGE sip:x SIP/2.0\r\nContent-Length: 60000\r\n\r\n${'x'.repeat(60_000)}`;
    const events = history(
      { ...tcp, direction: 'out', text: long },
      { ...tcp, direction: 'in', text: 'SIP/2.0 200 OK\r\nContent-Length: 0\r\n\r\n' },
      { ...tcp, direction: 'out', text: long },
    );
    expect(read(renderCapture(events)).map(({ bytes }) => bytes.length)).toEqual([long.length, 37, long.length]);
  });

  test('ends with a whole message where it may not be longer', () => {
    const event = { ...alice, direction: 'out', remote: primary, text: 'x'.repeat(100) } as const;
    const file = renderCapture(history(event, event, event), 2 * (100 + 8 + 20 + 16));
    expect(read(file)).toHaveLength(2);
    expect(file).toHaveLength(24 + 2 * 144);
  });

  test('leaves out what has no address, and is a capture even of nothing', () => {
    const nowhere = { ...alice, direction: 'out', remote: 'none', text: 'x' } as const;
    expect(renderCapture(history(nowhere, { ...nowhere, remote: 'udp:127.0.0.1:99999' }))).toHaveLength(24);
    expect(renderCapture([])).toHaveLength(24);
  });
});

test('over IPv6 packets have their addresses, and each datagram the checksum that it must have', () => {
  const [local, remote] = ['udp:[2001:db8::9]:6001', 'udp:[2001:db8::1]:5060'];
  const events = history(
    {
      ...alice,
      local,
      direction: 'out',
      remote,
      text: 'OPTIONS sip:[2001:db8::1] SIP/2.0\r\nContent-Length: 0\r\n\r\n',
    },
    { ...alice, local, direction: 'in', remote, text: 'SIP/2.0 200 OK\r\nContent-Length: 0\r\n\r\n' },
  );
  const file = renderCapture(events);
  // The headers begin behind those of the file and of the record.
  const [first, next] = [24 + 16, 24 + 16 + file.readUInt32LE(24 + 8) + 16];
  for (const at of [first, next]) {
    expect(file.readUInt8(at)).toBe(0x60);
    const length = file.readUInt16BE(at + 4);
    // RFC 8200 8.1: of both addresses, the length, the number of UDP and the datagram with its checksum the sum is all ones.
    const octets = [...file.subarray(at + 8, at + 40 + length), length >> 8, length & 0xff, 0, 17];
    if (octets.length % 2 === 1) octets.splice(-4, 0, 0);
    let sum = 0;
    for (let i = 0; i < octets.length; i += 2) sum += (octets[i] ?? 0) * 256 + (octets[i + 1] ?? 0);
    while (sum > 0xffff) sum = (sum & 0xffff) + (sum >>> 16);
    expect(sum).toBe(0xffff);
  }
  const hosts = [file.subarray(first + 8, first + 24), file.subarray(first + 24, first + 40)];
  expect(hosts.map((host) => host.toString('hex'))).toEqual([
    '20010db8000000000000000000000009',
    '20010db8000000000000000000000001',
  ]);
});
