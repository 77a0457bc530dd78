import type { Defect } from '../defect.ts';
import { cutsCalls } from './mechanism/cut.ts';

/** A standby pool shall have no calls: whatever is left in its table is swept out. */
export const cutsCallsWhenFailbackCompletes: Defect = {
  id: 'cuts-calls-when-failback-completes',
  title: 'The backup hangs up on the calls that are left when failback completes',
  turnsRed: ['DR-13/parkable'],
  behaviour: cutsCalls({ kind: 'plain', at: 'standby' }),
};
