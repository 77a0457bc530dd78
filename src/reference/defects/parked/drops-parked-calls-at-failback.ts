import type { Defect } from '../defect.ts';

/** The park service is stopped on the pool that hands its users back, calls or no calls. */
export const dropsParkedCallsAtFailback: Defect = {
  id: 'drops-parked-calls-at-failback',
  title: 'The backup hangs up on parked parties as soon as it begins to give users back',
  turnsRed: ['DR-23/still-parked'],
  behaviour: { keepsParkedCalls: (to) => to !== 'away' && to !== 'handing-back' },
};
