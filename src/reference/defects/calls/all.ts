import type { Defect } from '../defect.ts';
import { cutsBackupRetrievedCallsAfterFailback } from './cuts-backup-retrieved-calls-after-failback.ts';
import { cutsBackupRetrievedCallsAtFailback } from './cuts-backup-retrieved-calls-at-failback.ts';
import { cutsCallsAtFailback } from './cuts-calls-at-failback.ts';
import { cutsCallsAtFailover } from './cuts-calls-at-failover.ts';
import { cutsCallsOfDeadPool } from './cuts-calls-of-dead-pool.ts';
import { cutsCallsWhenFailbackCompletes } from './cuts-calls-when-failback-completes.ts';
import { cutsCallsWhenFailoverCompletes } from './cuts-calls-when-failover-completes.ts';
import { cutsPrimaryRetrievedCallsAfterFailback } from './cuts-primary-retrieved-calls-after-failback.ts';
import { cutsPrimaryRetrievedCallsAtFailback } from './cuts-primary-retrieved-calls-at-failback.ts';
import { cutsRetrievedCallsAtFailover } from './cuts-retrieved-calls-at-failover.ts';
import { cutsRetrievedCallsOfDeadPool } from './cuts-retrieved-calls-of-dead-pool.ts';
import { cutsRetrievedCallsWhenFailoverCompletes } from './cuts-retrieved-calls-when-failover-completes.ts';

/** What goes wrong with calls that stand: held, transferred, retrieved. */
export const callDefects: readonly Defect[] = [
  cutsBackupRetrievedCallsAfterFailback,
  cutsBackupRetrievedCallsAtFailback,
  cutsCallsAtFailback,
  cutsCallsAtFailover,
  cutsCallsOfDeadPool,
  cutsCallsWhenFailbackCompletes,
  cutsCallsWhenFailoverCompletes,
  cutsPrimaryRetrievedCallsAfterFailback,
  cutsPrimaryRetrievedCallsAtFailback,
  cutsRetrievedCallsAtFailover,
  cutsRetrievedCallsOfDeadPool,
  cutsRetrievedCallsWhenFailoverCompletes,
];
