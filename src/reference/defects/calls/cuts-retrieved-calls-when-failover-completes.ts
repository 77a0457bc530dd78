import type { Defect } from '../defect.ts';
import { cutsCalls } from './mechanism/cut.ts';

/** The park service of the backup starts with an empty table and ends all calls that it finds in the old one. */
export const cutsRetrievedCallsWhenFailoverCompletes: Defect = {
  id: 'cuts-retrieved-calls-when-failover-completes',
  title: 'Retrieved calls are ended when failover completes',
  turnsRed: ['DR-32/connected-after-failover', 'DR-33/retrieved-on-primary'],
  behaviour: cutsCalls({ kind: 'retrieved', at: 'failed-over' }),
};
