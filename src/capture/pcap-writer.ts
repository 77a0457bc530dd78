/** Writes a capture file of packets that were never captured: what a tap at a socket saw, with headers that fit it. */
import { TCP, UDP } from './ipv4.ts';
import { FILE_HEADER, LINK_TYPES, LONGEST_FRAME, MAGIC_MICROSECONDS, RECORD_HEADER } from './pcap.ts';
import { type Carried, ipPacket, LONGEST_IP_HEADER } from './ip-headers.ts';
import type { Endpoint } from './segments.ts';
import { hostPort } from '../numeric-host.ts';

export interface Passage {
  readonly transport: 'udp' | 'tcp';
  /** Wall clock, in ms since 1970. */
  readonly at: number;
  readonly source: Endpoint;
  readonly destination: Endpoint;
  readonly bytes: Uint8Array;
}

const UDP_HEADER = 8;
const TCP_HEADER = 20;
const LONGEST_PACKET = 65_535;
const PSH_ACK = 0x18;
const WINDOW = 0xffff;

/** Numbers the octets of the connections it writes, hence one for each file. */
export class PcapWriter {
  /** Of the next octet of each direction. */
  readonly #sequences = new Map<string, number>();
  #id = 0;

  /** What a file begins with: version 2.4, frames that begin with IP. */
  header(): Buffer {
    const header = Buffer.alloc(FILE_HEADER);
    header.writeUInt32LE(MAGIC_MICROSECONDS, 0);
    header.writeUInt16LE(2, 4);
    header.writeUInt16LE(4, 6);
    header.writeUInt32LE(LONGEST_FRAME, 16);
    header.writeUInt32LE(LINK_TYPES.raw, 20);
    return header;
  }

  /** The records of one message, in as many packets as it takes. */
  write(passage: Passage): Buffer {
    const room = LONGEST_PACKET - LONGEST_IP_HEADER - (passage.transport === 'udp' ? UDP_HEADER : TCP_HEADER);
    const packets: Buffer[] = [];
    // A datagram cannot be cut; one that is too long was never on any wire, and its end is left out.
    const end = passage.transport === 'udp' ? Math.min(passage.bytes.length, room) : passage.bytes.length;
    let from = 0;
    do {
      const payload = passage.bytes.subarray(from, Math.min(from + room, end));
      packets.push(this.#record(passage, payload));
      from += room;
    } while (from < end);
    return Buffer.concat(packets);
  }

  #record(passage: Passage, payload: Uint8Array): Buffer {
    const segment = passage.transport === 'udp' ? udp(passage, payload) : this.#tcp(passage, payload);
    this.#id = (this.#id + 1) & 0xffff;
    const packet = ipPacket(carriedBy(passage), this.#id, segment);
    const header = Buffer.alloc(RECORD_HEADER);
    const microseconds = Math.round(passage.at * 1000);
    header.writeUInt32LE(Math.floor(microseconds / 1e6) >>> 0, 0);
    header.writeUInt32LE(microseconds % 1e6, 4);
    header.writeUInt32LE(packet.length, 8);
    header.writeUInt32LE(packet.length, 12);
    return Buffer.concat([header, packet]);
  }

  #tcp({ source, destination }: Passage, payload: Uint8Array): Buffer {
    const [there, back] = [`${text(source)} ${text(destination)}`, `${text(destination)} ${text(source)}`];
    const sequence = this.#sequences.get(there) ?? 1;
    this.#sequences.set(there, (sequence + payload.length) >>> 0);
    const header = Buffer.alloc(TCP_HEADER);
    header.writeUInt16BE(source.port, 0);
    header.writeUInt16BE(destination.port, 2);
    header.writeUInt32BE(sequence, 4);
    header.writeUInt32BE(this.#sequences.get(back) ?? 1, 8);
    header.writeUInt8((TCP_HEADER / 4) << 4, 12);
    header.writeUInt8(PSH_ACK, 13);
    header.writeUInt16BE(WINDOW, 14);
    return Buffer.concat([header, payload]);
  }
}

/** Its checksum is left to what carries it. */
function udp({ source, destination }: Passage, payload: Uint8Array): Buffer {
  const header = Buffer.alloc(UDP_HEADER);
  header.writeUInt16BE(source.port, 0);
  header.writeUInt16BE(destination.port, 2);
  header.writeUInt16BE(UDP_HEADER + payload.length, 4);
  return Buffer.concat([header, payload]);
}

function carriedBy({ transport, source, destination }: Passage): Carried {
  return { source: source.host, destination: destination.host, protocol: transport === 'udp' ? UDP : TCP };
}

function text({ host, port }: Endpoint): string {
  return hostPort(host, port);
}
