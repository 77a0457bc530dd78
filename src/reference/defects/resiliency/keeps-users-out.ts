import { conforming } from '../../behaviour.ts';
import type { Defect } from '../defect.ts';

/** Failover is acknowledged by the administration, but the registrar is not told. */
export const keepsUsersOut: Defect = {
  id: 'keeps-users-out',
  title: 'The backup refuses users with 503 although failover has begun',
  turnsRed: ['DR-S1/caller-redirected', 'DR-S1/callee-redirected', 'DR-S1/resiliency-announced', 'DR-S1/park-refused'],
  behaviour: {
    registration: (mode, alive, who) =>
      mode === 'failover-resiliency' ? 'refuse' : conforming.registration(mode, alive, who),
  },
};
