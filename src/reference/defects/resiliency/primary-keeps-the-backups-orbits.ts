import { foreignOrbits } from './mechanism/foreign-orbits.ts';
import type { Defect } from '../defect.ts';

/** What was in force on the backup is copied to the primary at failback, the orbit range included. */
export const primaryKeepsTheBackupsOrbits: Defect = {
  id: 'primary-keeps-the-backups-orbits',
  title: 'When failback is complete the primary goes on with the orbits of the backup',
  turnsRed: ['DR-13/parkable', 'DR-S3/parkable-after-failback', 'DR-S3/orbit-of-primary'],
  behaviour: () => {
    const { take, answersForOrbit } = foreignOrbits();
    let givenBack = false;
    return {
      takesUp: (next) => {
        givenBack ||= next === 'failback-resiliency';
        return next;
      },
      takeOrbit: (orbits, _mode, peers) => (givenBack ? take(peers) : orbits.take()),
      answersForOrbit,
    };
  },
};
