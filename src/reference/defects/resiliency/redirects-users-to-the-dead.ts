import { conforming } from '../../behaviour.ts';
import type { Defect } from '../defect.ts';

/** The backup redirects whoever is not its own user, and looks up the home pool in a table, not among the living. */
export const redirectsUsersToTheDead: Defect = {
  id: 'redirects-users-to-the-dead',
  title: 'The backup redirects the users of the dead primary back to it',
  turnsRed: ['DR-S1/caller-redirected', 'DR-S1/callee-redirected', 'DR-S1/resiliency-announced', 'DR-S1/park-refused'],
  behaviour: {
    registration: (mode, alive, who) =>
      mode === 'failover-resiliency' ? 'redirect' : conforming.registration(mode, alive, who),
  },
};
