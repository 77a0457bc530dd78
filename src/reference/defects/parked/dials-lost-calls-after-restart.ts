import { inRange } from '../../orbit-numbers.ts';
import type { Defect } from '../defect.ts';
import { lostCalls } from './lost-calls.ts';

/** The dialplan is restored from the store, the list of orbits is not. */
export const dialsLostCallsAfterRestart: Defect = {
  id: 'dials-lost-calls-after-restart',
  title:
    'A pool that comes back sends who dials an orbit to the party that was parked there before, though it shows none',
  turnsRed: [
    'DR-21/no-ghost-during-failback',
    'DR-21/no-ghost-after-failback',
    'DR-22/none-during-failback',
    'DR-22/none-after-failback',
  ],
  behaviour: () => lostCalls({ shown: false, held: (orbit, own) => inRange(own, orbit) }),
};
