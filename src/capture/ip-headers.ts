/** Headers of IP for packets that were never captured: IPv4 (RFC 791) and IPv6 (RFC 8200). Pure. */
import { familyOf, groupsOf } from '../numeric-host.ts';
import { UDP } from './ipv4.ts';

/** The ends of a packet, numeric addresses of one family, and the number of what it carries. */
export interface Carried {
  readonly source: string;
  readonly destination: string;
  readonly protocol: number;
}

/** In octets. */
export const LONGEST_IP_HEADER = 40;

const V4_HEADER = 20;
const HOPS = 64;
const DO_NOT_FRAGMENT = 0x4000;
/** Where UDP has its checksum. */
const UDP_CHECKSUM = 6;

/** @param id  of the packet, which IPv4 alone has */
export function ipPacket(carried: Carried, id: number, payload: Buffer): Buffer {
  return familyOf(carried.source) === 4
    ? Buffer.concat([v4Header(carried, id, payload.length), payload])
    : Buffer.concat([v6Header(carried, payload.length), summed(carried, payload)]);
}

function v4Header({ source, destination, protocol }: Carried, id: number, length: number): Buffer {
  const header = Buffer.alloc(V4_HEADER);
  header.writeUInt8(0x45, 0);
  header.writeUInt16BE(V4_HEADER + length, 2);
  header.writeUInt16BE(id, 4);
  header.writeUInt16BE(DO_NOT_FRAGMENT, 6);
  header.writeUInt8(HOPS, 8);
  header.writeUInt8(protocol, 9);
  header.set(octetsOf(source), 12);
  header.set(octetsOf(destination), 16);
  header.writeUInt16BE(checksum(header), 10);
  return header;
}

function v6Header({ source, destination, protocol }: Carried, length: number): Buffer {
  const header = Buffer.alloc(LONGEST_IP_HEADER);
  header.writeUInt8(0x60, 0);
  header.writeUInt16BE(length, 4);
  header.writeUInt8(protocol, 6);
  header.writeUInt8(HOPS, 7);
  header.set(octetsOf(source), 8);
  header.set(octetsOf(destination), 24);
  return header;
}

/** Over IPv6 a datagram of UDP must have a checksum (RFC 8200 8.1); over IPv4 it may be left out (RFC 768). */
function summed({ source, destination, protocol }: Carried, payload: Buffer): Buffer {
  if (protocol !== UDP) return payload;
  const tail = Buffer.alloc(8);
  tail.writeUInt32BE(payload.length, 0);
  tail.writeUInt32BE(protocol, 4);
  const sum = checksum(Buffer.concat([octetsOf(source), octetsOf(destination), tail, payload]));
  const datagram = Buffer.from(payload);
  datagram.writeUInt16BE(sum === 0 ? 0xffff : sum, UDP_CHECKSUM);
  return datagram;
}

/** RFC 1071 */
function checksum(octets: Buffer): number {
  let sum = 0;
  for (let at = 0; at + 1 < octets.length; at += 2) sum += octets.readUInt16BE(at);
  if (octets.length % 2 === 1) sum += octets.readUInt8(octets.length - 1) << 8;
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >>> 16);
  return ~sum & 0xffff;
}

function octetsOf(host: string): Buffer {
  if (familyOf(host) === 4) return Buffer.from(host.split('.').map((part) => Number(part) & 0xff));
  return Buffer.from(groupsOf(host).flatMap((group) => [group >> 8, group & 0xff]));
}
