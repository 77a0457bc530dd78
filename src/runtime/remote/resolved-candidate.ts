/** Looks the hosts of a pair up, once: a name that leads elsewhere in the middle of a run would change what is tested. */
import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import type { Candidate, PoolProfile } from '../../candidate/candidate.ts';
import { HarnessError, messageOf } from '../../harness-error.ts';

/**
 * The candidate with numeric hosts; that of another runtime is as it was.
 *
 * @throws HarnessError for a name that leads nowhere
 */
export async function resolvedCandidate(candidate: Candidate): Promise<Candidate> {
  if (candidate.runtime !== 'remote') return candidate;
  const [primary, backup] = await Promise.all([resolved(candidate.pools.primary), resolved(candidate.pools.backup)]);
  if (primary.host === backup.host && primary.port === backup.port) {
    throw new HarnessError('start', `the hosts of both pools lead to ${primary.host}:${primary.port}`, {
      hint: 'give each pool its own address: by that it is known which pool a phone has asked',
    });
  }
  return { ...candidate, pools: { primary, backup } };
}

async function resolved(pool: PoolProfile): Promise<PoolProfile> {
  const { host, name } = pool;
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
