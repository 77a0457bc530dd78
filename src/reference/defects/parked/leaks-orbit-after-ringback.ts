import type { Defect } from '../defect.ts';
import { showsAfter } from './shown-after-the-end.ts';

/** A call that went to the timeout target was not picked up, so its orbit is thought to be taken. */
export const leaksOrbitAfterRingback: Defect = {
  id: 'leaks-orbit-after-ringback',
  title: 'An orbit is shown in use after its call went to the timeout target',
  turnsRed: ['DR-S2/aftermath'],
  behaviour: () => showsAfter('handed-over'),
};
