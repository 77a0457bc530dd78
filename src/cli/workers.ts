/** How many cells run at a time. */
import { availableParallelism } from 'node:os';
import type { Candidate } from '../candidate/candidate.ts';
import { manualOrders } from '../candidate/manual-order.ts';
import type { Phones } from '../history/event.ts';
import { POOLS } from '../suite/cell.ts';

/**
 * Cells that are given the same ports cannot run side by side, nor can outages of a pair that is there once; nor can an
 * operator do two things at a time.
 */
export function workersFor(
  candidate: Candidate,
  { workers, phones }: { readonly workers?: number; readonly phones: Phones },
): number {
  if (hasFixedPorts(candidate) || manualOrders(candidate).length > 0) return 1;
  return workers ?? (candidate.runtime === 'remote' ? 1 : roomFor(candidate, phones));
}

/** Cells that run at a time for each processor. A SIPp phone is some processes more, or a container. */
const ROOM = { processes: { native: 5, sipp: 3 }, docker: { native: 4, sipp: 2 } } as const;

/**
 * Cells that run side by side without a harness that is late. Most of a cell is waiting, for containers above all; but each
 * SIPp phone beside containers is a container too, and pools that are processes start together.
 */
function roomFor({ runtime }: Candidate, phones: Phones): number {
  const perProcessor = ROOM[runtime === 'docker' ? 'docker' : 'processes'][phones];
  return Math.max(2, Math.min(perProcessor * availableParallelism(), 24));
}

/** In containers each pool has an address of its own. */
function hasFixedPorts({ runtime, pools, edge }: Candidate): boolean {
  if (runtime !== 'process') return false;
  if (typeof edge?.port === 'number') return true;
  return POOLS.some((pool) => typeof pools[pool].port === 'number' || typeof pools[pool].http === 'number');
}
