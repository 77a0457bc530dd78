import type { Defect } from '../defect.ts';
import { cutsCalls } from './mechanism/cut.ts';

/** Whatever has been in an orbit is still counted as a call of the park service, and ends with it. */
export const cutsRetrievedCallsOfDeadPool: Defect = {
  id: 'cuts-retrieved-calls-of-dead-pool',
  title: 'The backup hangs up on calls that were retrieved from a pool that has died',
  turnsRed: ['DR-31/still-connected', 'DR-32/still-connected', 'DR-33/retrieved-on-primary'],
  behaviour: cutsCalls({ kind: 'retrieved', at: 'peer-lost' }),
};
