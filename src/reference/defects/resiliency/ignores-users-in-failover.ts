import { conforming } from '../../behaviour.ts';
import type { Defect } from '../defect.ts';

/** The address of the registrar is taken over, but no process listens to it yet. */
export const ignoresUsersInFailover: Defect = {
  id: 'ignores-users-in-failover',
  title: 'The backup does not answer the REGISTER of users during failover',
  turnsRed: ['DR-S1/caller-redirected', 'DR-S1/callee-redirected', 'DR-S1/resiliency-announced', 'DR-S1/park-refused'],
  behaviour: {
    registration: (mode, alive, who) =>
      mode === 'failover-resiliency' ? 'ignore' : conforming.registration(mode, alive, who),
  },
};
