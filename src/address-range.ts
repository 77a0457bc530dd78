/** Addresses and ranges of them, as `127.0.0.2`, `10.1.0.0/16`, `2001:db8::10` and `2001:db8:1::/64`. Pure. */
import { isIPv4 } from 'node:net';
import { familyOf, groupsOf, numericHost } from './numeric-host.ts';

/** Addresses of one family as numbers, both ends included. */
export interface AddressRange {
  readonly family: 4 | 6;
  readonly first: bigint;
  readonly last: bigint;
}

/** What a family has: the length of an address in bits, and its shortest prefix. What is larger is no network of one's own. */
const FAMILIES = { 4: { bits: 32, shortest: 8 }, 6: { bits: 128, shortest: 32 } } as const;

/** 0.0.0.0/8 is nobody (RFC 1122 3.2.1.3); from 224.0.0.0 on there are groups, what is reserved, and the broadcast to all. */
const FIRST_OF_ALL = 1n << 24n;
const FIRST_OF_GROUPS = 224n << 24n;

/**
 * The addresses of hosts that the text names: of an IPv4 range neither its name nor its broadcast. Undefined for anything else,
 * and for what is no address of a single host.
 */
export function parseAddressRange(text: string): AddressRange | undefined {
  const [, host = '', prefixed] = /^([\d.]+|[\da-f:.]+)(?:\/(\d{1,3}))?$/i.exec(text) ?? [];
  const base = numberOf(host);
  if (base === undefined) return undefined;
  const family = familyOf(host);
  const { bits, shortest } = FAMILIES[family];
  const prefix = prefixed === undefined ? bits : Number(prefixed);
  if (prefix < shortest || prefix > bits) return undefined;
  const size = 1n << BigInt(bits - prefix);
  if (base % size !== 0n || !isOfHosts(family, base, size)) return undefined;
  const whole = family === 6 || size <= 2n;
  return {
    family,
    ...(whole ? { first: base, last: base + size - 1n } : { first: base + 1n, last: base + size - 2n }),
  };
}

/** False for a name. */
export function isInRange({ family, first, last }: AddressRange, host: string): boolean {
  const address = numberOf(host);
  return address !== undefined && familyOf(host) === family && address >= first && address <= last;
}

/** Of IPv6 not `::`, nor groups, nor addresses of a link, which need a zone (RFC 4291 2.4). */
function isOfHosts(family: 4 | 6, base: bigint, size: bigint): boolean {
  if (family === 4) return base >= FIRST_OF_ALL && base + size <= FIRST_OF_GROUPS;
  return base > 0n && base >> 120n !== 0xffn && base >> 118n !== 0xfe80n >> 6n;
}

function numberOf(host: string): bigint | undefined {
  if (isIPv4(host)) return host.split('.').reduce((sum, octet) => sum * 256n + BigInt(octet), 0n);
  const address = numericHost(host);
  return address === undefined
    ? undefined
    : groupsOf(address).reduce((sum, group) => sum * 65_536n + BigInt(group), 0n);
}
