/** Which candidates the phones of SIPp can be used with. */
import { isIPv6 } from 'node:net';
import type { Candidate } from '../candidate/candidate.ts';
import { entrancesOf } from '../candidate/entrances.ts';
import { called } from '../candidate/member.ts';
import { POOLS } from '../suite/cell.ts';

/** Why SIPp's phones cannot be used with a candidate; undefined where they can. */
export function unfitForSipp(candidate: Candidate): string | undefined {
  const behind = POOLS.find((pool) => candidate.pools[pool].outboundProxy !== undefined);
  if (behind !== undefined) {
    return `SIPp phones go through no outbound proxy, and the ${behind} pool of ${candidate.name} has one`;
  }
  if (candidate.phones?.srtp !== undefined) {
    return `SIPp phones speak RTP, and the phones of ${candidate.name} speak SRTP (phones: srtp: ${candidate.phones.srtp})`;
  }
  const other = entrancesOf(candidate).find(({ transport }) => transport !== 'udp');
  if (other !== undefined) {
    const { name, transport } = other;
    return `SIPp phones speak UDP, and ${called(name)} of ${candidate.name} speaks ${transport.toUpperCase()}`;
  }
  const six = entrancesOf(candidate).find(({ host }) => host !== undefined && isIPv6(host));
  return six && `SIPp phones speak IPv4, and ${called(six.name)} of ${candidate.name} is at [${six.host}]`;
}
