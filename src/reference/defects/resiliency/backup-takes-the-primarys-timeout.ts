import type { Defect } from '../defect.ts';

/** Settings are replicated from pool to pool, and the copy is written over the own ones. */
export const backupTakesThePrimarysTimeout: Defect = {
  id: 'backup-takes-the-primarys-timeout',
  title: 'The backup parks with the pickup timeout of the primary',
  turnsRed: ['DR-S2/pickup-timeout'],
  behaviour: {
    parkSettings: (own, peers) =>
      own.pool === 'backup' ? { ...own, pickupTimeout: peers?.pickupTimeout ?? own.pickupTimeout } : own,
  },
};
