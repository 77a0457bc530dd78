import type { Defect } from '../defect.ts';

/** Failover is one step in this server: the backup takes the users over and opens everything at once. */
export const skipsFailoverMode: Defect = {
  id: 'skips-failover-mode',
  title: 'The backup goes into full service at once, without resiliency mode',
  turnsRed: ['DR-12/park-refused', 'DR-S1/resiliency-announced', 'DR-S1/park-refused'],
  behaviour: { takesUp: (next) => (next === 'failover-resiliency' ? 'failed-over' : next) },
};
