import type { Defect } from '../defect.ts';
import { cutsCalls } from './mechanism/cut.ts';

/** The rule that no call is parked during failover is applied to calls that were parked once. */
export const cutsRetrievedCallsAtFailover: Defect = {
  id: 'cuts-retrieved-calls-at-failover',
  title: 'Retrieved calls are ended when the backup takes the users over',
  turnsRed: ['DR-32/still-connected', 'DR-33/retrieved-on-primary'],
  behaviour: cutsCalls({ kind: 'retrieved', at: 'failover-resiliency' }),
};
