/** Looks the hosts of a pair up, once: a name that leads elsewhere in the middle of a run would change what is tested. */
import type { Candidate } from '../../candidate/candidate.ts';
import type { Member } from '../../candidate/member.ts';
import { lookupsFor } from '../../dns/lookups-for.ts';
import { HarnessError } from '../../harness-error.ts';
import { hostPort } from '../../numeric-host.ts';
import { addressOfFamily, commonFamily, type Host } from './address-family.ts';
import { hostOf, type Listening } from './host-of-member.ts';

/**
 * The candidate with numeric hosts; that of another runtime is as it was.
 *
 * @throws HarnessError for a name that leads nowhere, and for hosts that have no family of addresses in common
 */
export async function resolvedCandidate(candidate: Candidate): Promise<Candidate> {
  if (candidate.runtime !== 'remote') return candidate;
  const lookups = lookupsFor(candidate);
  const isNamed = candidate.resolvers !== undefined;
  const looked = statedHosts(candidate).map(
    async ([name, stated]) => [name, await hostOf(name, stated, lookups, isNamed)] as const,
  );
  const found = new Map(await Promise.all(looked));
  const hosts = [...found.values()];
  const family = commonFamily(hosts, candidate.remote?.local);
  if (family === undefined) throw ofNoFamily(hosts, candidate.remote?.local);
  const at = <Stated extends Listening>(name: Member, listening: Stated): Omit<Stated, 'bySrv'> => {
    const { bySrv: _, ...stated } = listening;
    const host = found.get(name);
    const address = host && addressOfFamily(host, family);
    if (host === undefined || address === undefined) return stated;
    return { ...stated, host: address, port: host.ports?.get(address) ?? stated.port };
  };
  const { pools, edge } = candidate;
  const resolved = { primary: at('primary', pools.primary), backup: at('backup', pools.backup) };
  return apart({ ...candidate, pools: resolved, ...(edge && { edge: at('edge', edge) }) });
}

function statedHosts({ pools: { primary, backup }, edge }: Candidate): ReadonlyArray<readonly [Member, Listening]> {
  const members: ReadonlyArray<readonly [Member, Listening | undefined]> = [
    ['primary', primary],
    ['backup', backup],
    ['edge', edge],
  ];
  return members.flatMap(([name, stated]) => (stated?.host === undefined ? [] : [[name, stated] as const]));
}

function ofNoFamily(hosts: readonly Host[], local: string | undefined): HarnessError {
  const told = hosts.map(({ host, addresses }) => (host === addresses[0] ? host : `${host} (${addresses.join(', ')})`));
  const phones = local === undefined ? '' : `, and the phones are at ${local}`;
  return new HarnessError('start', `the hosts have no family of addresses in common: ${told.join(', ')}${phones}`, {
    hint: 'phones have one address, of IPv4 or of IPv6: write hosts of one family',
  });
}

/** @throws HarnessError where two of them are at one place */
function apart(candidate: Candidate): Candidate {
  const { primary, backup } = candidate.pools;
  if (primary.host === backup.host && primary.port === backup.port) {
    throw new HarnessError('start', `the hosts of both pools lead to ${placeOf(primary)}`, {
      hint: 'give each pool its own address: by that it is known which pool a phone has asked',
    });
  }
  const { edge } = candidate;
  const twin = [primary, backup].find(({ host, port }) => host === edge?.host && port === edge?.port);
  if (twin !== undefined) {
    throw new HarnessError('start', `the hosts of the edge and the ${twin.name} lead to ${placeOf(twin)}`, {
      hint: 'give the edge its own address',
    });
  }
  return candidate;
}

function placeOf({ host = '', port }: { readonly host?: string; readonly port: number | 'auto' }): string {
  return hostPort(host, port);
}
