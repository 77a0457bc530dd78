import type { Defect } from '../defect.ts';
import { cutsCalls } from './mechanism/cut.ts';

/** Parked calls stay through failback, but those that have left their orbit are not on the list of what to keep. */
export const cutsBackupRetrievedCallsAtFailback: Defect = {
  id: 'cuts-backup-retrieved-calls-at-failback',
  title: 'Calls that were retrieved on the backup are ended at failback',
  turnsRed: ['DR-33/retrieved-on-backup'],
  behaviour: cutsCalls({ kind: 'retrieved', at: 'handing-back', of: 'backup' }),
};
