import type { Defect } from '../defect.ts';
import { cutsCalls } from './mechanism/cut.ts';

/** A dialog table that is replicated with its owner: when the owner is lost its entries are cleaned up, with BYEs. */
export const cutsCallsOfDeadPool: Defect = {
  id: 'cuts-calls-of-dead-pool',
  title: 'The backup hangs up on the calls of a pool that has died',
  turnsRed: ['DR-11/still-connected', 'DR-12/still-connected'],
  behaviour: cutsCalls({ kind: 'plain', at: 'peer-lost' }),
};
