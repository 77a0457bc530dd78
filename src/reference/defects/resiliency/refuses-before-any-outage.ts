import { conforming } from '../../behaviour.ts';
import type { Defect } from '../defect.ts';

/** The park service of the primary is started by the first switch between the pools. */
export const refusesBeforeAnyOutage: Defect = {
  id: 'refuses-before-any-outage',
  title: 'Parks are refused in normal service until pools have been switched once',
  turnsRed: ['DR-S3/parkable-before'],
  behaviour: () => {
    let switched = false;
    return {
      takesUp: (next) => {
        switched = true;
        return next;
      },
      park: (mode) =>
        mode === 'home' && !switched
          ? { kind: 'refuse', status: 503, why: 'the park service is not started' }
          : conforming.park(mode),
    };
  },
};
