import type { OrbitRange } from './orbit-numbers.ts';
import { inRange } from './orbit-numbers.ts';

/** The keys before the number of an orbit, as Yeastar has them. */
const CODE = '*05';

/** What keys in the order in which they were pressed come to. */
export type Keyed =
  /** More may follow. */
  | { readonly kind: 'begun' }
  /** The number of an orbit; `whole` where no number of an orbit begins with it and goes on. */
  | { readonly kind: 'orbit'; readonly orbit: number; readonly whole: boolean }
  /** No number of an orbit. */
  | { readonly kind: 'wrong' };

/** @param ranges  the orbits of both pools */
export function readKeys(keys: string, ranges: readonly OrbitRange[]): Keyed {
  const at = keys.lastIndexOf(CODE);
  const number = at === -1 ? '' : keys.slice(at + CODE.length);
  if (number === '') return { kind: 'begun' };
  if (!/^[1-9]\d{0,8}$/.test(number)) return { kind: 'wrong' };
  const orbit = Number(number);
  const goesOn = ranges.some((range) => beginsLongerNumber(orbit, range));
  if (ranges.some((range) => inRange(range, orbit))) return { kind: 'orbit', orbit, whole: !goesOn };
  return { kind: goesOn ? 'begun' : 'wrong' };
}

function beginsLongerNumber(orbit: number, { first, last }: OrbitRange): boolean {
  for (let size = 10; orbit * size <= last; size *= 10) if (orbit * size + size > first) return true;
  return false;
}
