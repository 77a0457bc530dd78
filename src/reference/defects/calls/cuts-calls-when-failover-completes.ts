import type { Defect } from '../defect.ts';
import { cutsCalls } from './mechanism/cut.ts';

/** Full service is reached by a restart of the call service, which ends what it did not set up itself. */
export const cutsCallsWhenFailoverCompletes: Defect = {
  id: 'cuts-calls-when-failover-completes',
  title: 'Calls that stand are ended when failover completes',
  turnsRed: ['DR-12/parkable'],
  behaviour: cutsCalls({ kind: 'plain', at: 'failed-over' }),
};
