/** IPv4 addresses and ranges of them, as `127.0.0.2` and `10.1.0.0/16`. Pure. */
import { isIPv4 } from 'node:net';

/** Addresses as numbers, both ends included. */
export interface AddressRange {
  readonly first: number;
  readonly last: number;
}

/** The shortest prefix: what is larger than this is no network of one's own. */
const SHORTEST_PREFIX = 8;
/** 0.0.0.0/8 is nobody (RFC 1122 3.2.1.3); from 224.0.0.0 on there are groups, what is reserved, and the broadcast to all. */
const FIRST_OF_ALL = 2 ** 24;
const FIRST_OF_GROUPS = 224 * 2 ** 24;

/**
 * The addresses of hosts that the text names: of a range neither its name nor its broadcast. Undefined for anything else,
 * and for what is no address of a single host.
 */
export function parseAddressRange(text: string): AddressRange | undefined {
  const [, host = '', bits] = /^([\d.]+)(?:\/(\d{1,2}))?$/.exec(text) ?? [];
  const base = numberOf(host);
  if (base === undefined) return undefined;
  const prefix = bits === undefined ? 32 : Number(bits);
  const size = 2 ** (32 - prefix);
  if (prefix < SHORTEST_PREFIX || prefix > 32 || base % size !== 0) return undefined;
  if (base < FIRST_OF_ALL || base + size > FIRST_OF_GROUPS) return undefined;
  return size > 2 ? { first: base + 1, last: base + size - 2 } : { first: base, last: base + size - 1 };
}

/** False for a name, and for an address of IPv6. */
export function isInRange({ first, last }: AddressRange, host: string): boolean {
  const address = numberOf(host);
  return address !== undefined && address >= first && address <= last;
}

function numberOf(host: string): number | undefined {
  return isIPv4(host) ? host.split('.').reduce((sum, octet) => sum * 256 + Number(octet), 0) : undefined;
}
