import { refusingRefreshes } from './mechanism/refusing-refreshes.ts';
import type { Defect } from '../defect.ts';

/** Two front ends share the users, and the one that moved its half twice takes every refresh for a replay. */
export const refusesToRefreshEvenUsers: Defect = {
  id: 'refuses-to-refresh-even-users',
  title: 'During failover the backup takes half of the users in, but refuses to refresh them: that of bob',
  turnsRed: ['DR-S1/callee-redirected'],
  behaviour: { registration: refusingRefreshes(0) },
};
