import { isHomeOfUsers } from '../../mode.ts';
import type { Defect } from '../defect.ts';

/** The park service is up as soon as the pool serves users, whatever mode it announces. */
export const parksInResiliencyMode: Defect = {
  id: 'parks-in-resiliency-mode',
  title: 'Calls are parked in resiliency mode as if failover were complete',
  turnsRed: ['DR-12/park-refused', 'DR-13/park-refused', 'DR-S1/park-refused'],
  behaviour: {
    park: (mode) =>
      isHomeOfUsers(mode)
        ? { kind: 'serve' }
        : { kind: 'refuse', status: 503, why: 'this pool does not serve users now' },
  },
};
