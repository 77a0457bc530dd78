import type { Defect } from '../defect.ts';
import { showsAfter } from './shown-after-the-end.ts';

/** The BYE of a parkee who was picked up ends the dialog but not the row in the table of orbits. */
export const leaksOrbitAfterRetrieval: Defect = {
  id: 'leaks-orbit-after-retrieval',
  title: 'An orbit is shown in use after its call was retrieved',
  turnsRed: [
    'DR-12/aftermath',
    'DR-13/aftermath',
    'DR-23/aftermath',
    'DR-33/aftermath',
    'DR-S3/aftermath',
    'DR-S4/aftermath',
  ],
  behaviour: () => showsAfter('left'),
};
