import { foreignOrbits } from './mechanism/foreign-orbits.ts';
import type { Defect } from '../defect.ts';

/** In force as long as nothing has been replicated. */
const FACTORY = { first: 8000, last: 8099 };

/** Orbit ranges are replicated with the users, and the backup hands out those of the pool that they come from. */
export const backupTakesThePrimarysOrbits: Defect = {
  id: 'backup-takes-the-primarys-orbits',
  title: 'The backup parks at orbits of the primary pool',
  turnsRed: [
    'DR-12/parkable',
    'DR-23/still-parked',
    'DR-23/still-parked-after',
    'DR-S2/orbit-in-range',
    'DR-S3/parkable-after-failover',
    'DR-S4/first-waits',
    'DR-S4/second-waits',
    'DR-S4/second-waits-on',
  ],
  behaviour: () => {
    const { take, answersForOrbit } = foreignOrbits();
    return {
      takeOrbit: (orbits, mode, peers) => (mode === 'failed-over' ? take(peers ?? FACTORY) : orbits.take()),
      answersForOrbit,
    };
  },
};
