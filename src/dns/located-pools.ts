/** Which members of a pair a domain leads to: the addresses of the candidate file tell who is who. */
import { parseLocate } from '../candidate/locate-uri.ts';
import type { SipAddress } from '../candidate/sip-address.ts';
import { familyOf, hostPort } from '../numeric-host.ts';
import { findServers } from './find-servers.ts';
import type { NameLookups } from './name-lookups.ts';

/** A pool or an edge, and where it listens. */
export interface Listener<Name extends string> {
  readonly name: Name;
  readonly address: SipAddress;
}

export interface Located<Name extends string> {
  /** In the order in which they are tried; none where the domain leads to none of them. */
  readonly members: readonly Name[];
  /** Places that the candidate file does not name, as `10.0.0.9:5060`: nothing is sent there. */
  readonly outside: readonly string[];
  /** Why there is no member, and whether that is since no DNS server has answered. */
  readonly lack?: { readonly why: string; readonly isDnsDead: boolean };
}

/**
 * Addresses of the other family than that of the first member are passed over: phones have one address.
 *
 * @param listeners  one or more, all of one transport and one family; behind an edge two are at one address
 * @param seed       the order of equal servers follows from it
 */
export async function locate<Name extends string>(
  lookups: NameLookups,
  uri: string,
  listeners: ReadonlyArray<Listener<Name>>,
  seed: string,
): Promise<Located<Name>> {
  const [known, first] = [parseLocate(uri), listeners[0]?.address];
  if (known === undefined || first === undefined) return nowhere(`${uri} is no domain of SIP`);
  const { transport } = first;
  const sought = { host: known.host, port: known.port, transport, isTransportStated: known.transport !== undefined };
  const found = await findServers(lookups, sought, seed);
  if (found.kind !== 'found') return nowhere(found.why, { isDnsDead: found.kind === 'failed' });
  const family = familyOf(first.host);
  const usable = found.servers.filter(({ host }) => familyOf(host) === family);
  const places = [...new Set(usable.map(({ host, port }) => hostPort(host, port)))];
  const membersAt = (place: string): readonly Name[] =>
    listeners.filter(({ address }) => hostPort(address.host, address.port) === place).map(({ name }) => name);
  const members = places.flatMap(membersAt);
  const outside = places.filter((place) => membersAt(place).length === 0);
  if (members.length > 0) return { members, outside };
  if (outside.length === 0) return nowhere(`it has no IPv${family} address`);
  return nowhere(`it leads to ${outside.join(' and ')}, which the candidate file does not name`, { outside });
}

function nowhere(
  why: string,
  { isDnsDead = false, outside = [] }: { readonly isDnsDead?: boolean; readonly outside?: readonly string[] } = {},
): Located<never> {
  return { members: [], outside, lack: { why, isDnsDead } };
}
