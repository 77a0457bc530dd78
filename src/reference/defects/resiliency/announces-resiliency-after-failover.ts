import { conforming } from '../../behaviour.ts';
import type { Defect } from '../defect.ts';

/** Who is served by a backup is told so for as long as it lasts, as if that meant limited service. */
export const announcesResiliencyAfterFailover: Defect = {
  id: 'announces-resiliency-after-failover',
  title: 'Users are told of resiliency mode when failover is complete',
  turnsRed: ['DR-S3/full-service-after-failover'],
  behaviour: {
    announcement: (mode, action) =>
      conforming.announcement(mode === 'failed-over' ? 'failover-resiliency' : mode, action),
  },
};
