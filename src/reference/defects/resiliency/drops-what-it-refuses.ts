import { conforming } from '../../behaviour.ts';
import { readParkRequest } from '../../park-request.ts';
import type { Defect } from '../defect.ts';

/** The call is taken over before the mode is looked at, and hung up when the park is found to be forbidden. */
export const dropsWhatItRefuses: Defect = {
  id: 'drops-what-it-refuses',
  title: 'A park in resiliency mode is refused, but the call is taken over and hung up',
  turnsRed: ['DR-12/park-refused', 'DR-13/park-refused', 'DR-S1/park-refused'],
  behaviour: {
    refusePark: (incoming, refusal, service) => {
      conforming.refusePark(incoming, refusal, service);
      const asked = readParkRequest(incoming);
      const hangUp = (status: number): void => void (status >= 200 && service.dropAll());
      if (asked !== undefined) service.begin(asked, () => ({ trying: () => undefined, notify: hangUp }));
    },
  },
};
