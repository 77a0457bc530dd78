import type { ShownCall } from '../../orbit-document.ts';
import type { Defect } from '../defect.ts';
import { byeIn } from './foreign-dialog.ts';

/** How late, in ms: long after two datagrams could have overtaken each other, before a cell is over. */
const LATER = 250;

/** The reaper of idle sessions does not know that the parkee has hung up by himself. */
export const hangsUpASecondTime: Defect = {
  id: 'hangs-up-a-second-time',
  title: 'The backup sends a BYE to a parkee who was picked up a while ago',
  turnsRed: ['DR-12/aftermath', 'DR-23/aftermath', 'DR-33/aftermath', 'DR-S3/aftermath', 'DR-S4/aftermath'],
  behaviour: {
    companion({ pool, service }) {
      const known = new Map<string, ShownCall>();
      const timers = new Set<NodeJS.Timeout>();
      return {
        async parked({ session: { callId } }) {
          for (const shown of service.shown()) if (shown.callId === callId) known.set(callId, shown);
        },
        left({ session }, end) {
          const shown = known.get(session.callId);
          if (shown === undefined || end !== 'left' || pool.settings.pool === 'primary') return;
          timers.add(setTimeout(() => byeIn(pool.endpoint, shown), LATER));
        },
        close() {
          for (const timer of timers) clearTimeout(timer);
        },
      };
    },
  },
};
