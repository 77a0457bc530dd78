/** Whether the domain that is all the phones know leads to the pair of the candidate file, before anything is sent to it. */
import type { Candidate } from '../../candidate/candidate.ts';
import { entrancesOf } from '../../candidate/entrances.ts';
import { locate } from '../../dns/located-pools.ts';
import { lookupsFor } from '../../dns/lookups-for.ts';
import { HarnessError } from '../../harness-error.ts';
import { deadResolver } from './unfound-name.ts';

/**
 * What is worth telling of it: a pool to which it does not lead now.
 *
 * @param candidate  with numeric hosts
 * @throws HarnessError where it leads to no pool, or to a place that the file does not name
 */
export async function checkLocated(candidate: Candidate): Promise<readonly string[]> {
  const uri = candidate.phones?.locate;
  if (uri === undefined) return [];
  const entrances = entrancesOf(candidate);
  const listeners = entrances.map(({ name, transport, host = '', port }) => ({
    name,
    address: { transport, host, port: Number(port) },
  }));
  const { members, outside, lack } = await locate(lookupsFor(candidate), uri, listeners, 'start');
  if (lack?.isDnsDead === true) throw deadResolver(uri, lack.why);
  if (lack !== undefined) {
    throw new HarnessError('names', `the phones find no pool by ${uri}: ${lack.why}`, { hint: RECORDS });
  }
  if (outside.length > 0) {
    const message = `${uri} leads to ${outside.join(' and ')} too, which the candidate file does not name: nothing may be sent there`;
    throw new HarnessError('names', message, { hint: RECORDS });
  }
  const missing = entrances.map(({ name }) => name).filter((name) => !members.includes(name));
  return missing.map(
    (name) => `${uri} does not lead to the ${name} now: phones find it only where the DNS records change at failover`,
  );
}

const RECORDS =
  'compare the SRV and address records with `sip` of the pools: `dig -p PORT @SERVER _sip._udp.DOMAIN SRV` shows them (docs/labs.md#names)';
