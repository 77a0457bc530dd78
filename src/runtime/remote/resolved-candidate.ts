/** Looks the hosts of a pair up, once: a name that leads elsewhere in the middle of a run would change what is tested. */
import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import type { Candidate } from '../../candidate/candidate.ts';
import type { Member } from '../../candidate/member.ts';
import { HarnessError, messageOf } from '../../harness-error.ts';

/**
 * The candidate with numeric hosts; that of another runtime is as it was.
 *
 * @throws HarnessError for a name that leads nowhere
 */
export async function resolvedCandidate(candidate: Candidate): Promise<Candidate> {
  if (candidate.runtime !== 'remote') return candidate;
  const { pools, edge: front } = candidate;
  const [primary, backup, edge] = await Promise.all([
    resolved('primary', pools.primary),
    resolved('backup', pools.backup),
    front && resolved('edge', front),
  ]);
  if (primary.host === backup.host && primary.port === backup.port) {
    throw new HarnessError('start', `the hosts of both pools lead to ${primary.host}:${primary.port}`, {
      hint: 'give each pool its own address: by that it is known which pool a phone has asked',
    });
  }
  const twin = [primary, backup].find(({ host, port }) => host === edge?.host && port === edge?.port);
  if (twin !== undefined) {
    throw new HarnessError('start', `the hosts of the edge and the ${twin.name} lead to ${twin.host}:${twin.port}`, {
      hint: 'give the edge its own address',
    });
  }
  return { ...candidate, pools: { primary, backup }, ...(edge && { edge }) };
}

async function resolved<Stated extends { readonly host?: string }>(name: Member, pool: Stated): Promise<Stated> {
  const { host } = pool;
  if (host === undefined || isIP(host) !== 0) return pool;
  try {
    const { address } = await lookup(host, { family: 4 });
    return { ...pool, host: address };
  } catch (cause) {
    throw new HarnessError('start', `the host of the ${name}, ${host}, cannot be looked up: ${messageOf(cause)}`, {
      hint: 'correct the name, or write its numeric IPv4 address',
      cause,
    });
  }
}
