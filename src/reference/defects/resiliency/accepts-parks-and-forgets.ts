import type { Defect } from '../defect.ts';

/** REFER is taken with 202 and put into a queue that nobody reads. */
export const acceptsParksAndForgets: Defect = {
  id: 'accepts-parks-and-forgets',
  title: 'Every park is answered 202, and nothing is heard of it again',
  turnsRed: [
    'DR-12/park-refused',
    'DR-12/parkable',
    'DR-13/park-refused',
    'DR-13/parkable',
    'DR-S1/park-refused',
    'DR-S3/parkable-before',
    'DR-S3/parkable-after-failover',
    'DR-S3/parkable-after-failback',
  ],
  behaviour: {
    park: () => ({ kind: 'refuse', status: 503, why: 'nothing is parked' }),
    refusePark: (incoming) => void incoming.accept(202),
  },
};
