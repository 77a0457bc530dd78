import type { Defect } from '../defect.ts';

/** A closed service discards what it gets, as a firewall would, in place of saying no. */
export const refusesBySilence: Defect = {
  id: 'refuses-by-silence',
  title: 'A park in resiliency mode is not answered at all',
  turnsRed: ['DR-12/park-refused', 'DR-13/park-refused', 'DR-S1/park-refused'],
  behaviour: { refusePark: () => undefined },
};
