import type { Defect } from '../defect.ts';

/** A pool on standby has no calls, so those that it has are cleared away. */
export const dropsParkedCallsAfterFailback: Defect = {
  id: 'drops-parked-calls-after-failback',
  title: 'The backup hangs up on parked parties when failback completes',
  turnsRed: ['DR-23/still-parked-after'],
  behaviour: { keepsParkedCalls: (to) => to !== 'away' && to !== 'standby' },
};
