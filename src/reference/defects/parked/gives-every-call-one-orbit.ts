import type { Defect } from '../defect.ts';

/** A free orbit is looked for, and marked as taken only when the call has long been told. */
export const givesEveryCallOneOrbit: Defect = {
  id: 'gives-every-call-one-orbit',
  title: 'Two calls that are parked at the same time get the same orbit',
  turnsRed: [
    'DR-S4/first-waits',
    'DR-S4/second-waits',
    'DR-S4/first-retrievable',
    'DR-S4/second-waits-on',
    'DR-S4/second-retrievable',
    'DR-S4/aftermath',
  ],
  behaviour: { takeOrbit: ({ range }) => range.first },
};
