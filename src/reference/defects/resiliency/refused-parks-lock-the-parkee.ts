import { conforming } from '../../behaviour.ts';
import { readParkRequest } from '../../park-request.ts';
import type { Defect } from '../defect.ts';

/** The lock against double parking is taken before the mode is looked at, and a refusal leaves it where it is. */
export const refusedParksLockTheParkee: Defect = {
  id: 'refused-parks-lock-the-parkee',
  title: 'Who was refused a park in resiliency mode cannot be parked later either',
  turnsRed: ['DR-12/parkable', 'DR-13/parkable'],
  behaviour: () => {
    const locked = new Set<string>();
    return {
      refusePark: (incoming, refusal, service) => {
        conforming.refusePark(incoming, refusal, service);
        const asked = readParkRequest(incoming);
        if (asked !== undefined) locked.add(asked.parkee);
      },
      isFree: (asked, underWay) => conforming.isFree(asked, underWay) && !locked.has(asked.parkee),
    };
  },
};
