import type { Defect } from '../defect.ts';
import { cutsCalls } from './mechanism/cut.ts';

/** The replica of the primary's old calls is thrown away with a BYE for each. */
export const cutsPrimaryRetrievedCallsAfterFailback: Defect = {
  id: 'cuts-primary-retrieved-calls-after-failback',
  title: 'Calls that were retrieved on the primary before the outage are ended when failback completes',
  turnsRed: ['DR-33/retrieved-on-primary-after'],
  behaviour: cutsCalls({ kind: 'retrieved', at: 'standby', of: 'primary' }),
};
