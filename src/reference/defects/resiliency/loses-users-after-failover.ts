import type { Defect } from '../defect.ts';

/** The end of failover replaces the location service by the replica of the primary, whose contacts are not there any more. */
export const losesUsersAfterFailover: Defect = {
  id: 'loses-users-after-failover',
  title: 'When failover is complete, calls to users end with 480',
  turnsRed: ['DR-S3/callable-after-failover'],
  behaviour: { deliversCalls: (mode) => mode !== 'failed-over' },
};
