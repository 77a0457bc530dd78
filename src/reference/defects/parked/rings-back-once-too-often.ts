import { afterFailedRing } from '../../ringback.ts';
import type { Defect } from '../defect.ts';

/** The attempts are counted as retries: the first one is free. */
export const ringsBackOnceTooOften: Defect = {
  id: 'rings-back-once-too-often',
  title: 'The parker is rung back once more than the pool declares',
  turnsRed: ['DR-S2/pickup-attempts'],
  behaviour: {
    afterFailedRing: (whom, failed, rules) =>
      afterFailedRing(whom, failed, { ...rules, pickupAttempts: rules.pickupAttempts + 1 }),
  },
};
