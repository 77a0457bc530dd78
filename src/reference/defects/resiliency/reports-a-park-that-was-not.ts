import type { Defect } from '../defect.ts';

/** The final NOTIFY is written from the answer to the REFER, not from what became of the call. */
export const reportsAParkThatWasNot: Defect = {
  id: 'reports-a-park-that-was-not',
  title: 'A park in resiliency mode is reported as done, but nobody is taken over',
  turnsRed: ['DR-12/park-refused', 'DR-13/park-refused', 'DR-S1/park-refused'],
  behaviour: {
    refusePark: (incoming, _refusal, service) => {
      const { orbits } = service;
      incoming.accept(202).notify(200, 'OK', [['Contact', `<sip:${orbits.next}@park.invalid>`]]);
    },
  },
};
