import type { Defect } from '../defect.ts';

/** The command that ends failback is acknowledged and lost on its way to the state machine. */
export const neverLeavesFailbackMode: Defect = {
  id: 'never-leaves-failback-mode',
  title: 'The primary stays in resiliency mode although failback was reported as complete',
  turnsRed: ['DR-13/parkable', 'DR-S3/full-service-after-failback', 'DR-S3/parkable-after-failback'],
  behaviour: { takesUp: (next, now) => (now === 'failback-resiliency' && next === 'home' ? now : next) },
};
