import type { Defect } from '../defect.ts';

/** Once the primary serves again, the backup answers for nothing any more. */
export const hidesOrbitsOnStandby: Defect = {
  id: 'hides-orbits-on-standby',
  title: 'Orbits of the backup cannot be looked up any more when failback is complete, although calls wait there',
  turnsRed: ['DR-23/still-parked-after', 'DR-23/retrievable'],
  behaviour: { shows: (calls, mode) => (mode === 'standby' ? [] : calls) },
};
