/** Whether the pools of a candidate share an address, and which suites are for it. */
import { type Phase, POOLS, type PoolName } from '../suite/cell.ts';
import type { AddressKind, Suite } from '../suite/suite.ts';
import type { Candidate } from './candidate.ts';

/** `own` also behind a proxy: an orbit then leads to one pool, whatever its phones know. */
function addressKindOf({ edge }: Pick<Candidate, 'edge'>): AddressKind {
  return edge?.shared === true ? 'shared' : 'own';
}

export function isFor(suite: Pick<Suite, 'for'>, candidate: Pick<Candidate, 'edge'>): boolean {
  return suite.for === undefined || suite.for.address === addressKindOf(candidate);
}

/** `it is for pools that share an address, and these have addresses of their own` */
export function whyNotFor(suite: Pick<Suite, 'for'>): string {
  return suite.for?.address === 'shared'
    ? 'it is for pools that share an address, and these have addresses of their own'
    : 'it is for pools with addresses of their own, and these share one';
}

const UP: Readonly<Record<Phase, readonly PoolName[]>> = {
  normal: POOLS,
  outage: ['backup'],
  failover: ['backup'],
  'failed-over': ['backup'],
  failback: POOLS,
  restored: POOLS,
};

/** The pools that are meant to answer in a phase. At a shared address that is the one that has it. */
export function poolsUpIn(phase: Phase, { edge, homes }: Pick<Candidate, 'edge' | 'homes'>): readonly PoolName[] {
  return edge?.shared === true ? UP[phase].filter((pool) => pool === homes[phase]) : UP[phase];
}
