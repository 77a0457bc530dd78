/** Where the host of a pool or of the edge is: an address as it stands, or what a name leads to (RFC 3263 4.2). */
import { lookup } from 'node:dns/promises';
import type { PoolProfile } from '../../candidate/candidate.ts';
import type { Member } from '../../candidate/member.ts';
import { findServers, srvName } from '../../dns/find-servers.ts';
import type { NameLookups } from '../../dns/name-lookups.ts';
import { HarnessError, messageOf } from '../../harness-error.ts';
import { numericHost } from '../../numeric-host.ts';
import type { Host } from './address-family.ts';
import { deadResolver } from './unfound-name.ts';

export type Listening = Pick<PoolProfile, 'transport' | 'host' | 'port' | 'bySrv'>;

/**
 * A name with a port has addresses alone. One without has SRV records, and where it has none its addresses and the default port.
 *
 * @param lookups         at the DNS servers of the file, or of the system
 * @param isResolverNamed whether the file names them; else the system is asked for addresses, which has files of its own too
 * @throws HarnessError for a name that leads nowhere
 */
export async function hostOf(
  name: Member,
  { transport, host = '', port, bySrv }: Listening,
  lookups: NameLookups,
  isResolverNamed: boolean,
): Promise<Host> {
  const numeric = numericHost(host);
  if (numeric !== undefined) return { host, addresses: [numeric] };
  const hasSrv = isResolverNamed || (bySrv === true && (await isInSrv(lookups, srvName(transport, host))));
  if (!hasSrv) return { host, addresses: await addressesOfSystem(name, host) };
  const stated = bySrv === true ? undefined : Number(port);
  const sought = { host, port: stated, transport, isTransportStated: true };
  const found = await findServers(lookups, sought, name);
  switch (found.kind) {
    case 'found': {
      // Of two ports at one address the first is tried first.
      const ports = new Map(found.servers.toReversed().map((server) => [server.host, server.port]));
      return { host, addresses: [...new Set(found.servers.map((server) => server.host))], ports };
    }
    case 'failed':
      throw deadResolver(`the host of the ${name}, ${host},`, found.why);
    case 'nowhere':
      throw notFound(name, host, found.why);
  }
}

async function isInSrv(lookups: NameLookups, service: string): Promise<boolean> {
  const srv = await lookups.ask('SRV', service);
  return srv.kind === 'records' && srv.records.length > 0;
}

async function addressesOfSystem(name: Member, host: string): Promise<readonly string[]> {
  try {
    const found = await lookup(host, { all: true, verbatim: true });
    return found.map(({ address }) => address);
  } catch (cause) {
    throw notFound(name, host, messageOf(cause), cause);
  }
}

function notFound(name: Member, host: string, why: string, cause?: unknown): HarnessError {
  return new HarnessError('names', `the host of the ${name}, ${host}, cannot be looked up: ${why}`, {
    hint: 'correct the name, write its numeric address, or name the DNS server that knows it: `resolver: 10.0.0.53`',
    ...(cause === undefined ? {} : { cause }),
  });
}
