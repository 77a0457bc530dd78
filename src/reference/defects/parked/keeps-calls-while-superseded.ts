import type { Defect } from '../defect.ts';

/**
 * A pool that was held up or cut off learns on its return that the other has taken over, and lets its own calls wait on. Of
 * one that was only held up, whoever has hung up meanwhile is heard when it goes on; cut off, it has ghosts in DR-21 too.
 */
export const keepsCallsWhileSuperseded: Defect = {
  id: 'keeps-calls-while-superseded',
  title: 'A pool that was not dead but out of reach comes back with the calls that were parked with it',
  outage: 'pause',
  turnsRed: ['DR-22/none-during-failback'],
  behaviour: { keepsParkedCalls: () => true },
};
