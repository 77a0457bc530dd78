import type { Frame } from './pcap.ts';
import { LINK_TYPES } from './pcap.ts';

const IPV4 = 0x0800;
/** 802.1Q, 802.1ad: four octets before the type of the payload. */
const VLAN: readonly number[] = [0x8100, 0x88a8];
const MOST_TAGS = 2;

/** The IPv4 packet in a frame; undefined for one with anything else in it (ARP, IPv6), or with too little. */
export function ipv4In({ link, bytes }: Frame): Buffer | undefined {
  const frame = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  switch (link) {
    case LINK_TYPES.ethernet:
      return afterEthernet(frame);
    case LINK_TYPES.sll:
      return frame.length >= 16 && frame.readUInt16BE(14) === IPV4 ? frame.subarray(16) : undefined;
    case LINK_TYPES.sll2:
      return frame.length >= 20 && frame.readUInt16BE(0) === IPV4 ? frame.subarray(20) : undefined;
    case LINK_TYPES.raw:
    case LINK_TYPES.ipv4:
      return frame;
  }
}

function afterEthernet(frame: Buffer): Buffer | undefined {
  for (let at = 12; at <= 12 + 4 * MOST_TAGS && at + 2 <= frame.length; at += 4) {
    const type = frame.readUInt16BE(at);
    if (type === IPV4) return frame.subarray(at + 2);
    if (!VLAN.includes(type)) return undefined;
  }
  return undefined;
}
