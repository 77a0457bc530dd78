import type { Defect } from '../defect.ts';
import { cutsCalls } from './mechanism/cut.ts';

/** The new home starts from a clean slate: it ends the sessions of everybody whom it takes over. */
export const cutsCallsAtFailover: Defect = {
  id: 'cuts-calls-at-failover',
  title: 'Calls that stand are ended when the backup takes the users over',
  turnsRed: ['DR-12/still-connected'],
  behaviour: cutsCalls({ kind: 'plain', at: 'failover-resiliency' }),
};
