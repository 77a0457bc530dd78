/** The header of an IPv4 packet (RFC 791). */
export const UDP = 17;
export const TCP = 6;

export interface Ipv4Packet {
  /** Dotted quad. */
  readonly source: string;
  readonly destination: string;
  readonly protocol: number;
  /** With the three above it says which fragments belong together. */
  readonly id: number;
  /** Where the payload begins in that of the unfragmented packet, in octets. */
  readonly offset: number;
  /** More fragments follow. */
  readonly more: boolean;
  readonly payload: Buffer;
}

const SHORTEST = 20;
const MORE_FRAGMENTS = 0x2000;

/** Undefined for what is no whole IPv4 packet. Checksums are not looked at: who sends to the same machine leaves them out. */
export function readIpv4(bytes: Buffer): Ipv4Packet | undefined {
  if (bytes.length < SHORTEST) return undefined;
  const first = bytes.readUInt8(0);
  const header = (first & 0x0f) * 4;
  if (first >> 4 !== 4 || header < SHORTEST) return undefined;
  // What the network card was to cut into packets has no length yet.
  const total = bytes.readUInt16BE(2) || bytes.length;
  if (total < header || total > bytes.length) return undefined;
  const flags = bytes.readUInt16BE(6);
  return {
    source: quad(bytes, 12),
    destination: quad(bytes, 16),
    protocol: bytes.readUInt8(9),
    id: bytes.readUInt16BE(4),
    offset: (flags & 0x1fff) * 8,
    more: (flags & MORE_FRAGMENTS) !== 0,
    payload: bytes.subarray(header, total),
  };
}

function quad(bytes: Buffer, at: number): string {
  return bytes.subarray(at, at + 4).join('.');
}
