import { conforming } from '../../behaviour.ts';
import type { Defect } from '../defect.ts';

/** The announcement is made from the registration alone, which succeeded. */
export const announcesFullServiceInFailover: Defect = {
  id: 'announces-full-service-in-failover',
  title: 'Users are told of full service while the backup is in resiliency mode',
  turnsRed: ['DR-S1/resiliency-announced'],
  behaviour: {
    announcement: (mode, action) =>
      conforming.announcement(mode === 'failover-resiliency' ? 'failed-over' : mode, action),
  },
};
