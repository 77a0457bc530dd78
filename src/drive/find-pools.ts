/** How a phone finds the pools that knows a domain alone (`phones: { locate }`): it asks DNS each time it registers (RFC 3263). */
import type { Candidate } from '../candidate/candidate.ts';
import type { SipAddress } from '../candidate/sip-address.ts';
import { lookupsFor } from '../dns/lookups-for.ts';
import { locate } from '../dns/located-pools.ts';
import type { HarnessError } from '../harness-error.ts';
import type { Recorder } from '../history/recorder.ts';
import { hostPort } from '../numeric-host.ts';
import type { PoolsFound } from '../phone/phone.ts';
import { deadResolver } from '../runtime/remote/unfound-name.ts';
import { type Party, POOLS, type PoolName } from '../suite/cell.ts';

interface Finding {
  readonly candidate: Candidate;
  /** Id of the cell. */
  readonly cell: string;
  /** Where the phones send what is for each pool: behind an edge both are at one address. */
  readonly entrances: Readonly<Record<PoolName, SipAddress>>;
  readonly recorder: Pick<Recorder, 'append'>;
  readonly onTrouble: (error: HarnessError) => void;
}

/**
 * Undefined where the phones know the addresses of the pools. Each phone has its own memory of names, as long as their time to live
 * allows; what servers are asked, and where that leads, is an event `lookup` of the history.
 */
export function poolFinder(finding: Finding, party: Party): (() => Promise<PoolsFound>) | undefined {
  const { candidate, cell, entrances, recorder, onTrouble } = finding;
  const uri = candidate.phones?.locate;
  if (uri === undefined) return undefined;
  const lookups = lookupsFor(candidate);
  const listeners = POOLS.map((name) => ({ name, address: entrances[name] }));
  const seed = `${cell} ${party}`;
  return async () => {
    const { members, outside, lack } = await locate(lookups, uri, listeners, seed);
    const asked = lookups.taken();
    if (asked.length > 0) {
      const servers = [...new Set(members.map((name) => entrances[name]))].map(addressText);
      const more = { ...(outside.length > 0 && { outside }), ...(lack && { why: lack.why }) };
      recorder.append({ kind: 'lookup', tap: party, uri, asked, servers, seed, ...more });
    }
    if (lack?.isDnsDead === true) onTrouble(deadResolver(uri, lack.why));
    return lack === undefined ? { kind: 'found', pools: members } : { kind: 'nowhere', why: `${uri}: ${lack.why}` };
  };
}

function addressText({ transport, host, port }: SipAddress): string {
  return `${transport}:${hostPort(host, port)}`;
}
