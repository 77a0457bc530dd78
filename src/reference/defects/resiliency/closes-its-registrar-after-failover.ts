import { conforming } from '../../behaviour.ts';
import type { Defect } from '../defect.ts';

/** The end of failover restarts the registrar with the configuration of a pool that has no users of its own. */
export const closesItsRegistrarAfterFailover: Defect = {
  id: 'closes-its-registrar-after-failover',
  title: 'When failover is complete the backup refuses the users that it serves',
  turnsRed: [
    'DR-S3/full-service-after-failover',
    'DR-S3/callable-after-failover',
    'DR-S3/parkable-after-failover',
    'DR-S3/retrievable-after-failover',
    'DR-S3/resiliency-during-failback',
    'DR-S3/full-service-after-failback',
    'DR-S3/callable-after-failback',
    'DR-S3/parkable-after-failback',
    'DR-S3/orbit-of-primary',
    'DR-S3/music-of-primary',
    'DR-S3/retrievable-after-failback',
  ],
  behaviour: {
    registration: (mode, alive, who) => (mode === 'failed-over' ? 'refuse' : conforming.registration(mode, alive, who)),
  },
};
