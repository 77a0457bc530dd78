import type { Defect } from '../defect.ts';

/** The header is an extension of one vendor, and another left it out. */
export const announcesNothing: Defect = {
  id: 'announces-nothing',
  title: 'Users are told nothing of the mode that they are served in',
  turnsRed: [
    'DR-S1/resiliency-announced',
    'DR-S3/full-service-after-failover',
    'DR-S3/resiliency-during-failback',
    'DR-S3/full-service-after-failback',
  ],
  behaviour: { announcement: () => undefined },
};
