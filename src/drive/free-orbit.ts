import { sizeOf } from '../candidate/candidate.ts';
import type { PoolName } from '../suite/cell.ts';
import type { Stage } from './stage.ts';

/**
 * The orbit that a parker chooses: the lowest of the pool at which no call of the cell waits, or may wait since its park had
 * no answer. Where one waits at each, the lowest: the pool must refuse it.
 */
export function freeOrbit({ candidate, book }: Pick<Stage, 'candidate' | 'book'>, pool: PoolName): string {
  const waiting = book
    .all()
    .flatMap(({ state, places, unanswered = [] }) => (state?.state === 'parked' ? places.slice(-1) : unanswered));
  const taken = new Set(waiting.filter((place) => place.pool === pool).map(({ orbit }) => orbit));
  const { first, last } = candidate.pools[pool].orbits;
  for (let orbit = first; orbit <= last; orbit += 1) {
    if (!taken.has(String(orbit))) return String(orbit);
  }
  return String(first);
}

/** Every number of the pool's range. */
export function allOrbits({ candidate }: Pick<Stage, 'candidate'>, pool: PoolName): readonly string[] {
  const { first } = candidate.pools[pool].orbits;
  return Array.from({ length: sizeOf(candidate.pools[pool].orbits) }, (_, index) => String(first + index));
}
