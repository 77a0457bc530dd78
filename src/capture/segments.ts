/** Frames to what programs exchange: datagrams of UDP and segments of TCP, with addresses and the time on the wire. */
import { Fragments } from './fragments.ts';
import { readIpv4, TCP, UDP } from './ipv4.ts';
import { ipv4In } from './link-layer.ts';
import type { Frame } from './pcap.ts';

export interface Endpoint {
  /** A numeric address. */
  readonly host: string;
  readonly port: number;
}

interface Travelling {
  /** When its last fragment was on the wire: wall clock, in ms since 1970. */
  readonly at: number;
  readonly source: Endpoint;
  readonly destination: Endpoint;
  readonly payload: Buffer;
}

export interface Datagram extends Travelling {
  readonly transport: 'udp';
}

export interface TcpSegment extends Travelling {
  readonly transport: 'tcp';
  /** Of the first octet of the payload, or of SYN. */
  readonly sequence: number;
  readonly syn: boolean;
  /** The sender has said all (FIN), or gave up (RST). */
  readonly end: boolean;
}

export type Segment = Datagram | TcpSegment;

/** Reads IPv4 only, which is what the networks of cells in containers have. */
export class Segments {
  readonly #fragments = new Fragments();

  /** Packets that never became whole. */
  get lost(): number {
    return this.#fragments.lost;
  }

  /** What a frame carries or completes; undefined for everything that is neither UDP nor TCP, or cannot be read. */
  read(frame: Frame): Segment | undefined {
    const bytes = ipv4In(frame);
    const packet = bytes && readIpv4(bytes);
    const whole = packet && this.#fragments.take(packet, frame.at);
    if (whole === undefined) return undefined;
    const { source, destination, protocol, payload } = whole;
    if (protocol !== UDP && protocol !== TCP) return undefined;
    if (payload.length < 8) return undefined;
    const ends = {
      at: frame.at,
      source: { host: source, port: payload.readUInt16BE(0) },
      destination: { host: destination, port: payload.readUInt16BE(2) },
    };
    return protocol === UDP ? datagram(ends, payload) : segment(ends, payload);
  }
}

type Ends = Omit<Travelling, 'payload'>;

/** RFC 768 */
function datagram(ends: Ends, bytes: Buffer): Datagram | undefined {
  const length = bytes.readUInt16BE(4);
  if (length < 8 || length > bytes.length) return undefined;
  return { transport: 'udp', ...ends, payload: bytes.subarray(8, length) };
}

/** RFC 9293 3.1 */
function segment(ends: Ends, bytes: Buffer): TcpSegment | undefined {
  if (bytes.length < 20) return undefined;
  const header = (bytes.readUInt8(12) >> 4) * 4;
  if (header < 20 || header > bytes.length) return undefined;
  const flags = bytes.readUInt8(13);
  return {
    transport: 'tcp',
    ...ends,
    sequence: bytes.readUInt32BE(4),
    syn: (flags & 0x02) !== 0,
    end: (flags & 0x05) !== 0,
    payload: bytes.subarray(header),
  };
}
