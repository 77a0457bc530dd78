import type { Defect } from '../defect.ts';
import { inRange } from '../../orbit-numbers.ts';
import { lostCalls } from './lost-calls.ts';

/** Far from the orbits that a cell uses otherwise, and in the range of the pool. */
const MOVED_BY = 50;

/** Calls that are read from the store are parked once more, each at an orbit that is free. */
export const renumbersLostCallsAfterRestart: Defect = {
  id: 'renumbers-lost-calls-after-restart',
  title: 'A pool that comes back shows the calls that were lost with it, at orbits that they never had',
  turnsRed: [
    'DR-21/no-ghost-during-failback',
    'DR-21/no-ghost-after-failback',
    'DR-21/aftermath',
    'DR-22/none-during-failback',
    'DR-22/none-after-failback',
    'DR-22/aftermath',
  ],
  behaviour: () => {
    const { companion, shows } = lostCalls({ shown: true, held: (orbit, own) => inRange(own, orbit) });
    return {
      ...(companion === undefined ? {} : { companion }),
      shows: (calls, mode) =>
        (shows?.(calls, mode) ?? calls).map((call) => {
          if (calls.includes(call)) return call;
          const orbit = call.orbit + MOVED_BY;
          return { ...call, orbit, localTarget: call.localTarget.replace(`:${call.orbit}@`, `:${orbit}@`) };
        }),
    };
  },
};
