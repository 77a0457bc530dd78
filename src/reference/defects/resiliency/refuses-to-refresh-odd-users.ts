import { refusingRefreshes } from './mechanism/refusing-refreshes.ts';
import type { Defect } from '../defect.ts';

/** Two front ends share the users, and the one that moved its half twice takes every refresh for a replay. */
export const refusesToRefreshOddUsers: Defect = {
  id: 'refuses-to-refresh-odd-users',
  title: 'During failover the backup takes half of the users in, but refuses to refresh them: that of alice',
  turnsRed: ['DR-S1/caller-redirected', 'DR-S1/resiliency-announced'],
  behaviour: { registration: refusingRefreshes(1) },
};
