import { readParkRequest } from '../../park-request.ts';
import type { Defect } from '../defect.ts';

/** Two parts of the server answer one REFER: the first knows the mode, the second takes every call that it is handed. */
export const refusesAndThenReportsAPark: Defect = {
  id: 'refuses-and-then-reports-a-park',
  title: 'A park in resiliency mode is reported as failed, carried out, and reported as done',
  turnsRed: ['DR-12/park-refused', 'DR-13/park-refused', 'DR-S1/park-refused'],
  behaviour: {
    refusePark: (incoming, refusal, service) => {
      const asked = readParkRequest(incoming);
      const notifier = incoming.accept(202);
      notifier.notify(refusal.status);
      if (asked !== undefined) service.begin(asked, () => notifier);
    },
  },
};
