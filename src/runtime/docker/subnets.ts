/** The address space from which the networks of cells are taken, in pieces of 32 addresses. IPv4 only. */
import { readFileSync } from 'node:fs';

/**
 * 198.18.0.0/15 is set aside for tests of network devices (RFC 2544 C.2.2, RFC 6890): it is nobody's own network and never
 * routed in the Internet, unlike 10.0.0.0/8, 172.16.0.0/12 and 192.168.0.0/16, of which every office and VPN has a part.
 */
export const DEFAULT_SUBNETS = '198.18.0.0/15';
/** Names other address space, such as `10.99.0.0/16`; `--subnets` sets it. */
export const SUBNETS_VARIABLE = 'PARKSPEC_SUBNETS';

/** Of the network of a cell: room for the gateway, two pools, and two dozen phones and helpers. */
export const CELL_PREFIX = 27;
const CELL_SIZE = 2 ** (32 - CELL_PREFIX);

export interface Subnet {
  /** The first address as a number. */
  readonly base: number;
  /** Bits of the network part. */
  readonly prefix: number;
}

/** `198.18.0.0/15`, with no bit of its host part set; undefined for anything else, or what is too small for a cell. */
export function parseSubnet(text: string): Subnet | undefined {
  const [, a, b, c, d, bits] = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})\/(\d{1,2})$/.exec(text) ?? [];
  const octets = [a, b, c, d].map(Number);
  const prefix = Number(bits);
  if (!octets.every((octet) => octet <= 255) || !(prefix >= 8 && prefix <= CELL_PREFIX)) return undefined;
  const base = octets.reduce((sum, octet) => sum * 256 + octet, 0);
  return base % 2 ** (32 - prefix) === 0 ? { base, prefix } : undefined;
}

export function subnetText({ base, prefix }: Subnet): string {
  return `${addressIn({ base, prefix }, 0)}/${prefix}`;
}

/** The n-th address of a subnet: 0 is its name, 1 the gateway. */
export function addressIn({ base }: Subnet, n: number): string {
  const address = base + n;
  return [24, 16, 8, 0].map((shift) => Math.floor(address / 2 ** shift) % 256).join('.');
}

export function overlaps(one: Subnet, other: Subnet): boolean {
  return one.base < end(other) && other.base < end(one);
}

/**
 * Subnets for a cell, each once, beginning at a place that `random` (0 to below 1) chooses, so that runs that know nothing
 * of each other seldom try the same. Those that overlap `taken` are left out.
 */
export function* cellSubnets(space: Subnet, taken: readonly Subnet[], random: number): Generator<Subnet> {
  const count = 2 ** (CELL_PREFIX - space.prefix);
  const first = Math.floor(random * count);
  for (let n = 0; n < count; n += 1) {
    const subnet = { base: space.base + ((first + n) % count) * CELL_SIZE, prefix: CELL_PREFIX };
    if (!taken.some((other) => overlaps(subnet, other))) yield subnet;
  }
}

/**
 * What the routes of this machine lead to, but for the default route: /proc/net/route (Linux), its numbers in the
 * machine's own byte order. Nothing where the system does not tell.
 */
export function routedSubnets(table: string = routes()): readonly Subnet[] {
  return table
    .split('\n')
    .slice(1)
    .flatMap((line) => {
      const [, destination = '', , , , , , mask = ''] = line.split('\t');
      if (!/^[0-9A-F]{8}$/i.test(destination) || !/^[0-9A-F]{8}$/i.test(mask)) return [];
      const prefix = ones(Number.parseInt(mask, 16));
      return prefix === 0 ? [] : [{ base: swapped(destination), prefix }];
    });
}

function routes(): string {
  try {
    return readFileSync('/proc/net/route', 'latin1');
  } catch {
    return '';
  }
}

function end({ base, prefix }: Subnet): number {
  return base + 2 ** (32 - prefix);
}

function ones(mask: number): number {
  return mask.toString(2).replaceAll('0', '').length;
}

/** Little-endian, as on every machine for which there is a Docker engine and a Node of today. */
function swapped(hex: string): number {
  return Number.parseInt((hex.match(/../g) ?? []).toReversed().join(''), 16);
}
