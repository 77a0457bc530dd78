import type { Defect } from '../defect.ts';
import { byeIn } from './foreign-dialog.ts';
import { whenPeerDies } from './peer-watch.ts';
import { replica } from './replica.ts';

/** Calls are replicated when they are parked; that they were picked up is not. */
export const buriesRetrievedCalls: Defect = {
  id: 'buries-retrieved-calls',
  title: 'When the primary dies the backup hangs up on everybody who was ever parked there, also on who was retrieved',
  turnsRed: ['DR-31/aftermath', 'DR-32/aftermath', 'DR-33/aftermath', 'DR-S3/aftermath'],
  behaviour: {
    companion(parts) {
      const { companion, copies } = replica(parts);
      const close = whenPeerDies(parts.pool, () => {
        for (const copy of copies()) byeIn(parts.pool.endpoint, copy);
      });
      return { ...companion, left: () => undefined, close };
    },
  },
};
