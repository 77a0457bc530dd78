import { uriWithUser } from './uri-with-user.ts';
import type { Defect } from '../defect.ts';

/** Calls are taken into another table on their way back, which numbers them anew; who parked them has the old number. */
export const renumbersOrbitsAtFailback: Defect = {
  id: 'renumbers-orbits-at-failback',
  title: 'Parked calls are moved to other orbits when users are given back',
  turnsRed: ['DR-23/still-parked', 'DR-23/still-parked-after', 'DR-23/retrievable'],
  behaviour: {
    shows: (calls, mode) =>
      mode === 'handing-back' || mode === 'standby'
        ? calls.map((call) => {
            const orbit = call.orbit + 50;
            return { ...call, orbit, localTarget: uriWithUser(call.localTarget, String(orbit)) };
          })
        : calls,
  },
};
