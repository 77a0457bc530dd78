import type { Defect } from '../defect.ts';
import { cutsCalls } from './mechanism/cut.ts';

/** The pool that goes to standby ends every call in whose path it is. */
export const cutsBackupRetrievedCallsAfterFailback: Defect = {
  id: 'cuts-backup-retrieved-calls-after-failback',
  title: 'Calls that were retrieved on the backup are ended when failback completes',
  turnsRed: ['DR-33/retrieved-on-backup-after'],
  behaviour: cutsCalls({ kind: 'retrieved', at: 'standby', of: 'backup' }),
};
