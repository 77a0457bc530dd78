import type { Defect } from '../defect.ts';

/** Failback is one step in this server: the primary is home as soon as it is told to take its users back. */
export const skipsFailbackMode: Defect = {
  id: 'skips-failback-mode',
  title: 'The primary goes into full service at once when failback begins',
  turnsRed: ['DR-13/park-refused', 'DR-S3/resiliency-during-failback'],
  behaviour: { takesUp: (next) => (next === 'failback-resiliency' ? 'home' : next) },
};
