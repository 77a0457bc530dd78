import { conforming } from '../../behaviour.ts';
import type { Defect } from '../defect.ts';

/** The primary is back, and says so; that the users are still being moved concerns another part of it. */
export const announcesFullServiceInFailback: Defect = {
  id: 'announces-full-service-in-failback',
  title: 'Users are told of full service while the primary is in resiliency mode',
  turnsRed: ['DR-S3/resiliency-during-failback'],
  behaviour: {
    announcement: (mode, action) => conforming.announcement(mode === 'failback-resiliency' ? 'home' : mode, action),
  },
};
