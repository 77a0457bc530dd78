import type { Defect } from '../defect.ts';

/** The orbit is counted on before the number is put into the answer. */
export const tellsAnotherOrbit: Defect = {
  id: 'tells-another-orbit',
  title: 'The parker is told the number after the one where his call waits',
  turnsRed: [
    'DR-12/parkable',
    'DR-12/retrievable',
    'DR-13/parkable',
    'DR-13/retrievable',
    'DR-23/still-parked',
    'DR-23/still-parked-after',
    'DR-23/retrievable',
    'DR-S3/parkable-before',
    'DR-S3/retrievable-before',
    'DR-S3/parkable-after-failover',
    'DR-S3/retrievable-after-failover',
    'DR-S3/parkable-after-failback',
    'DR-S3/retrievable-after-failback',
    'DR-S4/first-waits',
    'DR-S4/second-waits',
    'DR-S4/first-retrievable',
    'DR-S4/second-waits-on',
    'DR-S4/second-retrievable',
    'DR-S4/aftermath',
  ],
  behaviour: { tellsOrbit: (orbit) => orbit + 1 },
};
