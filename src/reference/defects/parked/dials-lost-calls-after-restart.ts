import { inRange } from '../../orbits.ts';
import type { Defect } from '../defect.ts';
import { lostCalls } from './lost-calls.ts';

/** The dialplan is restored from the store, the list of orbits is not. */
export const dialsLostCallsAfterRestart: Defect = {
  id: 'dials-lost-calls-after-restart',
  title:
    'A pool that comes back sends who dials an orbit to the party that was parked there before, though it shows none',
  turnsRed: ['DR-22/none-during-failback'],
  behaviour: () => lostCalls({ shown: false, held: (orbit, own) => inRange(own, orbit) }),
};
