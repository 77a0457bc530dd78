import type { Defect } from '../defect.ts';

/** The service behind the front end is not there; the front end answers from a script. */
export const parksNothing: Defect = {
  id: 'parks-nothing',
  title: 'Every park is reported as done, with an orbit, but nobody is ever taken over',
  turnsRed: [
    'DR-12/parkable',
    'DR-13/parkable',
    'DR-S3/parkable-before',
    'DR-S3/parkable-after-failover',
    'DR-S3/parkable-after-failback',
  ],
  behaviour: {
    park: () => ({ kind: 'refuse', status: 503, why: 'nothing is parked' }),
    refusePark: (incoming, _refusal, service) => {
      const { orbits } = service;
      incoming.accept(202).notify(200, 'OK', [['Contact', `<sip:${orbits.next}@park.invalid>`]]);
    },
  },
};
