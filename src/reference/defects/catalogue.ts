import { type Behaviour, conforming } from '../behaviour.ts';
import { callDefects } from './calls/all.ts';
import type { Defect } from './defect.ts';
import { parkedDefects } from './parked/all.ts';
import { resiliencyDefects } from './resiliency/all.ts';

/** Every defect that the reference server can be given. */
export const DEFECTS: readonly Defect[] = [...resiliencyDefects, ...parkedDefects, ...callDefects];

export function defectOf(id: string): Defect | undefined {
  return DEFECTS.find((defect) => defect.id === id);
}

/** The behaviour of a pool: the conforming one, but for what the defect takes otherwise. */
export function behaviourWith(defect: Defect | undefined): Behaviour {
  if (defect === undefined) return conforming;
  const { behaviour } = defect;
  return { ...conforming, ...(typeof behaviour === 'function' ? behaviour() : behaviour) };
}
