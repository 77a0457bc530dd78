import { type Behaviour, conforming } from '../behaviour.ts';
import type { Settings } from '../settings.ts';
import { VARIATIONS } from '../variations.ts';
import { b2buaDefects } from './b2bua-calls.ts';
import { chosenSlotDefects } from './chosen-slots.ts';
import { connectedCallDefects } from './connected-calls.ts';
import type { Defect } from './defect-table.ts';
import { fullRangeDefects } from './full-ranges.ts';
import { holdAndTransferDefects } from './hold-and-transfer.ts';
import { lostCallDefects } from './lost-calls.ts';
import { misreadNumberDefects } from './misread-numbers.ts';
import { modeDefects } from './modes.ts';
import { refusalDefects } from './park-refusals.ts';
import { withOtherDialects } from './other-dialects.ts';
import { parkedCallDefects } from './parked-calls.ts';
import { parkingDefects } from './parking.ts';
import { timerDefects } from './pickup-timers.ts';
import { settingDefects } from './pool-settings.ts';
import { returningPoolDefects } from './returning-pools.ts';
import { slotLightDefects } from './slot-lights.ts';
import { wrongRingbackDefects } from './wrong-ringbacks.ts';
import { retrievalDefects } from './retrievals.ts';
import { retrievedCallDefects } from './retrieved-calls.ts';
import { pickedUpCallDefects } from './picked-up-calls.ts';
import { registrationDefects } from './user-registration.ts';

const ROWS: readonly Defect[] = [
  ...modeDefects,
  ...registrationDefects,
  ...refusalDefects,
  ...holdAndTransferDefects,
  ...connectedCallDefects,
  ...parkingDefects,
  ...parkedCallDefects,
  ...fullRangeDefects,
  ...chosenSlotDefects,
  ...b2buaDefects,
  ...slotLightDefects,
  ...misreadNumberDefects,
  ...pickedUpCallDefects,
  ...settingDefects,
  ...wrongRingbackDefects,
  ...lostCallDefects,
  ...returningPoolDefects,
  ...retrievalDefects,
  ...retrievedCallDefects,
  ...timerDefects,
];

/** Every defect that the reference server can be given. */
export const DEFECTS: readonly Defect[] = ROWS.map((row) => withOtherDialects(row));

export function defectOf(id: string): Defect | undefined {
  return DEFECTS.find((defect) => defect.id === id);
}

/** The behaviour of a pool: the conforming one, but for the decisions that a variation or a defect takes otherwise. */
export function behaviourWith({ defect, variation }: Pick<Settings, 'defect' | 'variation'>): Behaviour {
  const usual = variation === undefined ? conforming : { ...conforming, ...VARIATIONS[variation] };
  if (defect === undefined) return usual;
  const { behaviour } = defect;
  return { ...usual, ...(typeof behaviour === 'function' ? behaviour() : behaviour) };
}
