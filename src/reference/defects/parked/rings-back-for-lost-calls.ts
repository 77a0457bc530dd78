import { audioOffer } from '../../../sip/sdp.ts';
import type { Defect } from '../defect.ts';
import { registeredAt } from '../../location.ts';
import { replica } from './replica.ts';

/** The pickup timers are replicated with the calls, and fire whether or not there is a call to give back. */
export const ringsBackForLostCalls: Defect = {
  id: 'rings-back-for-lost-calls',
  title: 'When failover completes the backup rings back who had parked a call on the primary',
  turnsRed: [
    'DR-21/no-ghost-after-failover',
    'DR-21/no-ghost-during-failback',
    'DR-21/no-ghost-after-failback',
    'DR-21/aftermath',
    'DR-22/none-after-failover',
    'DR-22/none-during-failback',
    'DR-22/none-after-failback',
    'DR-22/aftermath',
  ],
  behaviour: {
    companion(parts) {
      const { agent, pool } = parts;
      const { companion, copies } = replica(parts);
      const { host } = pool.endpoint.address;
      return {
        ...companion,
        entered(mode) {
          if (mode !== 'failed-over') return;
          for (const { parker } of copies()) {
            const to = parker === undefined ? undefined : registeredAt(pool, parker);
            const sdp = audioOffer({
              address: host,
              port: 9,
              sessionId: Date.now(),
              version: 1,
              direction: 'inactive',
            });
            if (to !== undefined) agent.invite({ ...to, sdp });
          }
        },
      };
    },
  },
};
