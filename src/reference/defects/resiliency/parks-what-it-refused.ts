import { conforming } from '../../behaviour.ts';
import { readParkRequest } from '../../park-request.ts';
import type { Defect } from '../defect.ts';

/** The refusal comes from the front end; the worker behind it has the job in its queue already. */
export const parksWhatItRefused: Defect = {
  id: 'parks-what-it-refused',
  title: 'A park in resiliency mode is refused, and carried out all the same',
  turnsRed: ['DR-12/park-refused', 'DR-13/park-refused', 'DR-S1/park-refused'],
  behaviour: {
    refusePark: (incoming, refusal, service) => {
      conforming.refusePark(incoming, refusal, service);
      const asked = readParkRequest(incoming);
      const unheard = { trying: () => undefined, notify: () => undefined };
      if (asked !== undefined) service.begin(asked, () => unheard);
    },
  },
};
