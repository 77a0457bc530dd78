import type { Defect } from '../defect.ts';

/** The front end takes every REFER with 202; the park service behind it drops what it does not serve, and nobody sends the NOTIFY. */
export const acceptsInSilence: Defect = {
  id: 'accepts-in-silence',
  title: 'A park in resiliency mode is answered 202, and nothing is heard of it again',
  turnsRed: ['DR-12/park-refused', 'DR-13/park-refused', 'DR-S1/park-refused'],
  behaviour: { refusePark: (incoming) => void incoming.accept(202) },
};
