import { conforming } from '../../behaviour.ts';
import type { Defect } from '../defect.ts';

/** The primary does not trust its own registrar until failback is complete, and failback is not complete before users are back. */
export const doesNotTakeUsersBack: Defect = {
  id: 'does-not-take-users-back',
  title: 'The primary refuses the users who are being given back',
  turnsRed: [
    'DR-S3/resiliency-during-failback',
    'DR-S3/full-service-after-failback',
    'DR-S3/callable-after-failback',
    'DR-S3/parkable-after-failback',
    'DR-S3/orbit-of-primary',
    'DR-S3/music-of-primary',
    'DR-S3/retrievable-after-failback',
  ],
  behaviour: {
    registration: (mode, alive, who) =>
      mode === 'failback-resiliency' ? 'refuse' : conforming.registration(mode, alive, who),
  },
};
