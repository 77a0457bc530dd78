import type { Defect } from '../defect.ts';

/** The parker is kept as an address that only the other pool knows. */
export const ringsNoParker: Defect = {
  id: 'rings-no-parker',
  title: 'A call that nobody picks up goes to the timeout target without the parker being rung back',
  turnsRed: ['DR-S2/pickup-timeout', 'DR-S2/pickup-attempts'],
  behaviour: { ringsBack: () => undefined },
};
