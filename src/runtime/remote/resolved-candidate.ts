/** Looks the hosts of a pair up, once: a name that leads elsewhere in the middle of a run would change what is tested. */
import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import type { Candidate } from '../../candidate/candidate.ts';
import type { Member } from '../../candidate/member.ts';
import { HarnessError, messageOf } from '../../harness-error.ts';
import { hostPort } from '../../numeric-host.ts';
import { addressOfFamily, commonFamily, type Host } from './address-family.ts';

/**
 * The candidate with numeric hosts; that of another runtime is as it was.
 *
 * @throws HarnessError for a name that leads nowhere, and for hosts that have no family of addresses in common
 */
export async function resolvedCandidate(candidate: Candidate): Promise<Candidate> {
  if (candidate.runtime !== 'remote') return candidate;
  const found = new Map(
    await Promise.all(statedHosts(candidate).map(async ([name, host]) => [name, await lookedUp(name, host)] as const)),
  );
  const hosts = [...found.values()];
  const family = commonFamily(hosts, candidate.remote?.local);
  if (family === undefined) throw ofNoFamily(hosts, candidate.remote?.local);
  const at = <Stated extends { readonly host?: string }>(name: Member, stated: Stated): Stated => {
    const host = found.get(name);
    const address = host && addressOfFamily(host, family);
    return address === undefined ? stated : { ...stated, host: address };
  };
  const { pools, edge } = candidate;
  const resolved = { primary: at('primary', pools.primary), backup: at('backup', pools.backup) };
  return apart({ ...candidate, pools: resolved, ...(edge && { edge: at('edge', edge) }) });
}

function statedHosts({ pools: { primary, backup }, edge }: Candidate): ReadonlyArray<readonly [Member, string]> {
  const members = [
    ['primary', primary.host],
    ['backup', backup.host],
    ['edge', edge?.host],
  ] as const;
  return members.flatMap(([name, host]) => (host === undefined ? [] : [[name, host] as const]));
}

async function lookedUp(name: Member, host: string): Promise<Host> {
  if (isIP(host) !== 0) return { host, addresses: [host] };
  try {
    const found = await lookup(host, { all: true, verbatim: true });
    return { host, addresses: found.map(({ address }) => address) };
  } catch (cause) {
    throw new HarnessError('start', `the host of the ${name}, ${host}, cannot be looked up: ${messageOf(cause)}`, {
      hint: 'correct the name, or write its numeric address',
      cause,
    });
  }
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
