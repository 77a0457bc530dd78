/**
 * IPv4 or IPv6, for a pair whose names may lead to both: phones have one address, so the pools and the edge are all of one family.
 * Pure.
 */
import { familyOf } from '../../numeric-host.ts';

export type Family = 4 | 6;

export interface Host {
  /** As the file writes it. */
  readonly host: string;
  /** Where it leads, in the order of the system (RFC 6724 section 6): the address that is best to use first. */
  readonly addresses: readonly string[];
  /** The port of each address, where SRV records tell it. */
  readonly ports?: ReadonlyMap<string, number>;
}

/**
 * The first family, in the order of the first host, that every host has. Undefined where there is none.
 *
 * @param local  the address of the phones, whose family it is where the file names it
 */
export function commonFamily(hosts: readonly Host[], local: string | undefined): Family | undefined {
  const [first] = hosts;
  const wanted = local === undefined ? (first?.addresses ?? []).map(familyOf) : [familyOf(local)];
  return wanted.find((family) => hosts.every((host) => addressOfFamily(host, family) !== undefined));
}

export function addressOfFamily({ addresses }: Host, family: Family): string | undefined {
  return addresses.find((address) => familyOf(address) === family);
}
