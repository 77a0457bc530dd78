import type { ShownCall } from '../../orbit-document.ts';
import type { Defect } from '../defect.ts';
import { byeIn } from './foreign-dialog.ts';

/** Closing a pool walks through the log of its calls instead of those that are left. */
export const hangsUpAgainAtFailback: Defect = {
  id: 'hangs-up-again-at-failback',
  title: 'As users are given back, the backup hangs up once more on parties whose calls left it long ago',
  turnsRed: ['DR-33/aftermath', 'DR-S3/aftermath'],
  behaviour: {
    companion({ pool, service }) {
      const log: ShownCall[] = [];
      const gone = new Set<string>();
      return {
        parked: async (call) => void log.push(...service.shown().filter(({ orbit }) => orbit === call.orbit)),
        left: ({ session }) => void gone.add(session.callId),
        entered(mode) {
          if (mode !== 'handing-back') return;
          for (const call of log) if (gone.has(call.callId)) byeIn(pool.endpoint, call);
        },
      };
    },
  },
};
