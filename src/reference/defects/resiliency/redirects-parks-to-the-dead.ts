import { conforming } from '../../behaviour.ts';
import { PARK_USER } from '../../orbit-door.ts';
import { uriAt } from '../../pool-context.ts';
import type { Defect } from '../defect.ts';

/** Whatever the backup may not do yet is redirected to where it belongs, and nobody asks whether that pool is alive. */
export const redirectsParksToTheDead: Defect = {
  id: 'redirects-parks-to-the-dead',
  title: 'A park in resiliency mode is redirected to the primary pool, which is dead or refuses too',
  turnsRed: ['DR-12/park-refused', 'DR-13/park-refused', 'DR-S1/park-refused'],
  behaviour: {
    refusePark: (incoming, refusal, service) => {
      const { peer } = service.pool.settings;
      if (peer === undefined) return conforming.refusePark(incoming, refusal, service);
      incoming.reject(302, undefined, [['Contact', `<${uriAt(peer.sip, PARK_USER)}>`]]);
    },
  },
};
