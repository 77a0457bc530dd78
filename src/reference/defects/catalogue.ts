import { type Behaviour, conforming } from '../behaviour.ts';
import { connectedCallDefects } from './connected-calls.ts';
import type { Defect } from './defect-table.ts';
import { holdAndTransferDefects } from './hold-and-transfer.ts';
import { lostCallDefects } from './lost-calls.ts';
import { modeDefects } from './modes.ts';
import { refusalDefects } from './park-refusals.ts';
import { parkedCallDefects } from './parked-calls.ts';
import { parkingDefects } from './parking.ts';
import { settingDefects } from './pool-settings.ts';
import { retrievalDefects } from './retrievals.ts';
import { retrievedCallDefects } from './retrieved-calls.ts';
import { registrationDefects } from './user-registration.ts';

/** Every defect that the reference server can be given. */
export const DEFECTS: readonly Defect[] = [
  ...modeDefects,
  ...registrationDefects,
  ...refusalDefects,
  ...holdAndTransferDefects,
  ...connectedCallDefects,
  ...parkingDefects,
  ...parkedCallDefects,
  ...settingDefects,
  ...lostCallDefects,
  ...retrievalDefects,
  ...retrievedCallDefects,
];

export function defectOf(id: string): Defect | undefined {
  return DEFECTS.find((defect) => defect.id === id);
}

/** The behaviour of a pool: the conforming one, but for the decisions that the defect takes otherwise. */
export function behaviourWith(defect: Defect | undefined): Behaviour {
  if (defect === undefined) return conforming;
  const { behaviour } = defect;
  return { ...conforming, ...(typeof behaviour === 'function' ? behaviour() : behaviour) };
}
