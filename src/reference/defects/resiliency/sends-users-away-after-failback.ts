import { conforming } from '../../behaviour.ts';
import type { Defect } from '../defect.ts';

/** The routing table is not switched back when failback ends, so that the primary redirects its own users to the backup. */
export const sendsUsersAwayAfterFailback: Defect = {
  id: 'sends-users-away-after-failback',
  title: 'When failback is complete the primary still redirects its users to the backup',
  turnsRed: [
    'DR-S3/full-service-after-failback',
    'DR-S3/callable-after-failback',
    'DR-S3/parkable-after-failback',
    'DR-S3/orbit-of-primary',
    'DR-S3/music-of-primary',
    'DR-S3/retrievable-after-failback',
  ],
  behaviour: () => {
    let givenBack = false;
    return {
      takesUp: (next) => {
        givenBack ||= next === 'failback-resiliency';
        return next;
      },
      registration: (mode, alive, who) =>
        givenBack && mode === 'home' ? 'redirect' : conforming.registration(mode, alive, who),
    };
  },
};
