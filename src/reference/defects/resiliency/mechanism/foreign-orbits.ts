import type { Behaviour } from '../../../behaviour.ts';
import { inRange, type OrbitRange, Orbits } from '../../../orbit-numbers.ts';

/** Orbits of a range that is somebody else's, and an ear for who asks for those that were handed out. */
export interface ForeignOrbits {
  /** Undefined while the range is not known. */
  readonly take: (range: OrbitRange | undefined) => number | undefined;
  readonly answersForOrbit: Behaviour['answersForOrbit'];
}

export function foreignOrbits(): ForeignOrbits {
  let orbits: Orbits | undefined;
  const given = new Set<number>();
  return {
    take: (range) => {
      orbits ??= range && new Orbits(range);
      const orbit = orbits?.take();
      if (orbit !== undefined) given.add(orbit);
      return orbit;
    },
    answersForOrbit: (orbit, own) => inRange(own, orbit) || given.has(orbit),
  };
}
