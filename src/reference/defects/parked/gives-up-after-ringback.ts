import type { Defect } from '../defect.ts';

/** The timeout target is a setting of the pool's other half. */
export const givesUpAfterRingback: Defect = {
  id: 'gives-up-after-ringback',
  title: 'A call that nobody picks up is ended although a timeout target is configured',
  turnsRed: ['DR-S2/timeout-target'],
  behaviour: { afterFailedRing: () => ({ kind: 'disconnect' }) },
};
