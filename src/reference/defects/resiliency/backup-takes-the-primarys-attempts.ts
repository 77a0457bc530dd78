import type { Defect } from '../defect.ts';

/** Settings are replicated from pool to pool, and the copy is written over the own ones. */
export const backupTakesThePrimarysAttempts: Defect = {
  id: 'backup-takes-the-primarys-attempts',
  title: 'The backup parks with the pickup attempts of the primary',
  turnsRed: ['DR-S2/pickup-attempts'],
  behaviour: {
    parkSettings: (own, peers) =>
      own.pool === 'backup' ? { ...own, pickupAttempts: peers?.pickupAttempts ?? own.pickupAttempts } : own,
  },
};
