import type { Defect } from '../defect.ts';
import { cutsCalls } from './mechanism/cut.ts';

/** The primary comes back without them, so the backup takes them for leftovers and ends them. */
export const cutsPrimaryRetrievedCallsAtFailback: Defect = {
  id: 'cuts-primary-retrieved-calls-at-failback',
  title: 'Calls that were retrieved on the primary before the outage are ended at failback',
  turnsRed: ['DR-33/retrieved-on-primary'],
  behaviour: cutsCalls({ kind: 'retrieved', at: 'handing-back', of: 'primary' }),
};
