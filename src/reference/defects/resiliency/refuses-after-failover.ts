import { conforming } from '../../behaviour.ts';
import type { Defect } from '../defect.ts';

/** The end of failover opens the services one by one, and Call Park is not on the list. */
export const refusesAfterFailover: Defect = {
  id: 'refuses-after-failover',
  title: 'Parks are still refused when failover is complete and full service is announced',
  turnsRed: ['DR-12/parkable', 'DR-S3/parkable-after-failover'],
  behaviour: { park: (mode) => conforming.park(mode === 'failed-over' ? 'failover-resiliency' : mode) },
};
