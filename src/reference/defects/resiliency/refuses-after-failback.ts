import { conforming } from '../../behaviour.ts';
import type { Defect } from '../defect.ts';

/** Failback is declared complete when the last user has registered; the park service is still in its limited mode. */
export const refusesAfterFailback: Defect = {
  id: 'refuses-after-failback',
  title: 'Failback is announced as complete, but parks are still refused',
  turnsRed: ['DR-13/parkable', 'DR-S3/parkable-after-failback'],
  behaviour: () => {
    let limited = false;
    return {
      takesUp: (next) => {
        limited ||= next === 'failback-resiliency';
        return next;
      },
      park: (mode) => conforming.park(limited ? 'failback-resiliency' : mode),
    };
  },
};
