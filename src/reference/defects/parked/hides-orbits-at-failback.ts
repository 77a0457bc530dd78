import { serviceIn } from '../../mode.ts';
import type { Defect } from '../defect.ts';

/** The directory of orbits is read-only or empty while it is replicated; the calls are there all the same. */
export const hidesOrbitsAtFailback: Defect = {
  id: 'hides-orbits-at-failback',
  title: 'Orbits cannot be looked up in resiliency mode, although calls wait there',
  turnsRed: ['DR-23/still-parked'],
  behaviour: { shows: (calls, mode) => (serviceIn(mode) === 'resiliency' ? [] : calls) },
};
