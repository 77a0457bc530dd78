import type { Candidate, EdgeProfile, PoolProfile } from './candidate.ts';
import type { Member } from './member.ts';

type Entrance = Pick<PoolProfile | EdgeProfile, 'transport' | 'host' | 'port'> & { readonly name: Member };

/** Where phones send: to the edge, or to both pools where there is none. */
export function entrancesOf({ pools, edge }: Pick<Candidate, 'pools' | 'edge'>): readonly Entrance[] {
  return edge === undefined ? [pools.primary, pools.backup] : [{ ...edge, name: 'edge' }];
}
