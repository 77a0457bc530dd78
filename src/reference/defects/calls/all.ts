import type { Defect } from '../defect.ts';
import { crossesMediaAtFailback } from './crosses-media-at-failback.ts';
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
import { dropsMediaAtFailback } from './drops-media-at-failback.ts';
import { dropsRetrievedMediaAfterFailback } from './drops-retrieved-media-after-failback.ts';
import { interruptsMediaAtFailback } from './interrupts-media-at-failback.ts';
import { keepsHoldToItself } from './keeps-hold-to-itself.ts';
import { losesTransferReportsAtFailback } from './loses-transfer-reports-at-failback.ts';
import { mediaDiesWithPool } from './media-dies-with-pool.ts';
import { oneWayAudioAfterFailback } from './one-way-audio-after-failback.ts';
import { oneWayAudioAfterFailover } from './one-way-audio-after-failover.ts';
import { oneWayAudio } from './one-way-audio.ts';
import { oneWayWhenPoolDies } from './one-way-when-pool-dies.ts';
import { refusesHoldAtFailback } from './refuses-hold-at-failback.ts';
import { refusesResumeAtFailback } from './refuses-resume-at-failback.ts';
import { refusesTransfersInResiliencyMode } from './refuses-transfers-in-resiliency-mode.ts';
import { retrievedMediaDiesWithPool } from './retrieved-media-dies-with-pool.ts';
import { retrievedOneWayWhenPoolDies } from './retrieved-one-way-when-pool-dies.ts';
import { staysInPathOfCalls } from './stays-in-path-of-calls.ts';
import { transferDropsTarget } from './transfer-drops-target.ts';
import { transferReturnsToTransferor } from './transfer-returns-to-transferor.ts';
import { transferRingsStranger } from './transfer-rings-stranger.ts';

/** What goes wrong with calls that stand: held, transferred, retrieved. */
export const callDefects: readonly Defect[] = [
  crossesMediaAtFailback,
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
  dropsMediaAtFailback,
  dropsRetrievedMediaAfterFailback,
  interruptsMediaAtFailback,
  keepsHoldToItself,
  losesTransferReportsAtFailback,
  mediaDiesWithPool,
  oneWayAudioAfterFailback,
  oneWayAudioAfterFailover,
  oneWayAudio,
  oneWayWhenPoolDies,
  refusesHoldAtFailback,
  refusesResumeAtFailback,
  refusesTransfersInResiliencyMode,
  retrievedMediaDiesWithPool,
  retrievedOneWayWhenPoolDies,
  staysInPathOfCalls,
  transferDropsTarget,
  transferReturnsToTransferor,
  transferRingsStranger,
];
