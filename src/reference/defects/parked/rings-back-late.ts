import type { Defect } from '../defect.ts';

/** A sweep over all orbits looks for overdue calls, and takes its time. */
export const ringsBackLate: Defect = {
  id: 'rings-back-late',
  title: 'The parker is rung back long after the pickup timeout',
  turnsRed: ['DR-S2/pickup-timeout'],
  behaviour: { parkSettings: (own) => ({ ...own, pickupTimeout: Math.round(own.pickupTimeout * 1.5) }) },
};
