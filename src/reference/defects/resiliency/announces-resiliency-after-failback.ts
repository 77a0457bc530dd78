import { conforming } from '../../behaviour.ts';
import type { Mode } from '../../mode.ts';
import type { Defect } from '../defect.ts';

/** The announcement is kept in a cache that is filled when failback begins and not emptied when it ends. */
export const announcesResiliencyAfterFailback: Defect = {
  id: 'announces-resiliency-after-failback',
  title: 'Users are told of resiliency mode when failback is complete',
  turnsRed: ['DR-S3/full-service-after-failback'],
  behaviour: () => {
    let cached: Mode | undefined;
    return {
      takesUp: (next) => {
        if (next === 'failback-resiliency') cached = next;
        return next;
      },
      announcement: (mode, action) => conforming.announcement(cached ?? mode, action),
    };
  },
};
