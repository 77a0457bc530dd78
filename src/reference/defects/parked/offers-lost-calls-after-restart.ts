import { inRange } from '../../orbit-numbers.ts';
import type { Defect } from '../defect.ts';
import { lostCalls } from './lost-calls.ts';

/** Parked calls are kept in a store that outlives the process; nobody looks whether the parties are still there. */
export const offersLostCallsAfterRestart: Defect = {
  id: 'offers-lost-calls-after-restart',
  title: 'A pool that comes back shows the calls that were lost with it, and offers them to whoever dials their orbits',
  turnsRed: [
    'DR-21/no-ghost-during-failback',
    'DR-21/no-ghost-after-failback',
    'DR-21/aftermath',
    'DR-22/none-during-failback',
    'DR-22/none-after-failback',
    'DR-22/aftermath',
  ],
  behaviour: () => lostCalls({ shown: true, held: (orbit, own) => inRange(own, orbit) }),
};
