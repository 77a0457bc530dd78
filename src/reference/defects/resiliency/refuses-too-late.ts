import { conforming } from '../../behaviour.ts';

/** Longer than anybody waits for a park, shorter than the 32 s after which a request has failed by itself; ms. */
const WAIT = 3_000;

import type { Defect } from '../defect.ts';

/** The request waits for a service that will not come until a timer of the server is over. */
export const refusesTooLate: Defect = {
  id: 'refuses-too-late',
  title: 'A park in resiliency mode is refused only after three seconds',
  turnsRed: ['DR-12/park-refused', 'DR-13/park-refused', 'DR-S1/park-refused'],
  behaviour: {
    refusePark: (incoming, refusal, service) => {
      setTimeout(() => conforming.refusePark(incoming, refusal, service), WAIT);
    },
  },
};
