import { conforming } from '../../behaviour.ts';
import type { Defect } from '../defect.ts';

/** What the script says, whatever happens. */
const SCRIPTED = 202;

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
    park: (mode) => {
      const admission = conforming.park(mode);
      return admission.kind === 'serve' ? { kind: 'refuse', status: SCRIPTED, why: '' } : admission;
    },
    refusePark: (incoming, refusal, service) => {
      if (refusal.status !== SCRIPTED) return conforming.refusePark(incoming, refusal, service);
      const { orbits } = service;
      incoming.accept(SCRIPTED).notify(200, 'OK', [['Contact', `<sip:${orbits.next}@park.invalid>`]]);
    },
  },
};
