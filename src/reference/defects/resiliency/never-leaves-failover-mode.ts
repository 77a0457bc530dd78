import type { Defect } from '../defect.ts';

/** The command that ends failover is acknowledged and lost on its way to the state machine. */
export const neverLeavesFailoverMode: Defect = {
  id: 'never-leaves-failover-mode',
  title: 'The backup stays in resiliency mode although failover was reported as complete',
  turnsRed: ['DR-12/parkable', 'DR-S3/full-service-after-failover', 'DR-S3/parkable-after-failover'],
  behaviour: { takesUp: (next, now) => (next === 'failed-over' ? now : next) },
};
