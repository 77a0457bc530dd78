import type { Defect } from '../defect.ts';

/** The timeout target is a user of the primary and goes with the users when they move. */
export const backupTakesThePrimarysTarget: Defect = {
  id: 'backup-takes-the-primarys-target',
  title: 'The backup gives calls that nobody picks up to the timeout target of the primary',
  turnsRed: ['DR-S2/timeout-target', 'DR-S2/aftermath'],
  behaviour: {
    parkSettings: (own, peers) => (own.pool === 'backup' ? { ...own, timeoutTarget: peers?.timeoutTarget } : own),
  },
};
