import type { Defect } from '../defect.ts';
import { acceptsInSilence } from './accepts-in-silence.ts';
import { acceptsParksAndForgets } from './accepts-parks-and-forgets.ts';
import { announcesFullServiceInFailback } from './announces-full-service-in-failback.ts';
import { announcesFullServiceInFailover } from './announces-full-service-in-failover.ts';
import { announcesNothing } from './announces-nothing.ts';
import { announcesResiliencyAfterFailback } from './announces-resiliency-after-failback.ts';
import { announcesResiliencyAfterFailover } from './announces-resiliency-after-failover.ts';
import { backupTakesThePrimarysAttempts } from './backup-takes-the-primarys-attempts.ts';
import { backupTakesThePrimarysMusic } from './backup-takes-the-primarys-music.ts';
import { backupTakesThePrimarysOrbits } from './backup-takes-the-primarys-orbits.ts';
import { backupTakesThePrimarysTarget } from './backup-takes-the-primarys-target.ts';
import { backupTakesThePrimarysTimeout } from './backup-takes-the-primarys-timeout.ts';
import { challengesParksForEver } from './challenges-parks-for-ever.ts';
import { doesNotTakeUsersBack } from './does-not-take-users-back.ts';
import { dropsWhatItRefuses } from './drops-what-it-refuses.ts';
import { ignoresUsersInFailover } from './ignores-users-in-failover.ts';
import { keepsUsersOut } from './keeps-users-out.ts';
import { listsNoBindingsInFailover } from './lists-no-bindings-in-failover.ts';
import { losesUsersAfterFailback } from './loses-users-after-failback.ts';
import { losesUsersAfterFailover } from './loses-users-after-failover.ts';
import { neverFindsUsersAtHome } from './never-finds-users-at-home.ts';
import { neverLeavesFailbackMode } from './never-leaves-failback-mode.ts';
import { neverLeavesFailoverMode } from './never-leaves-failover-mode.ts';
import { noTransfersInFailbackMode } from './no-transfers-in-failback-mode.ts';
import { noTransfersInFailoverMode } from './no-transfers-in-failover-mode.ts';
import { parksInFailbackMode } from './parks-in-failback-mode.ts';
import { parksInFailoverMode } from './parks-in-failover-mode.ts';
import { parksInResiliencyMode } from './parks-in-resiliency-mode.ts';
import { parksNothing } from './parks-nothing.ts';
import { parksWhatItRefused } from './parks-what-it-refused.ts';
import { primaryKeepsTheBackupsMusic } from './primary-keeps-the-backups-music.ts';
import { primaryKeepsTheBackupsOrbits } from './primary-keeps-the-backups-orbits.ts';
import { redirectsParksToTheDead } from './redirects-parks-to-the-dead.ts';
import { redirectsUsersToTheDead } from './redirects-users-to-the-dead.ts';
import { refusedParksLockTheParkee } from './refused-parks-lock-the-parkee.ts';
import { refusedParksUseOrbits } from './refused-parks-use-orbits.ts';
import { refusesAfterFailback } from './refuses-after-failback.ts';
import { refusesAfterFailover } from './refuses-after-failover.ts';
import { refusesBeforeAnyOutage } from './refuses-before-any-outage.ts';
import { refusesBySilence } from './refuses-by-silence.ts';
import { refusesToRefreshEvenUsers } from './refuses-to-refresh-even-users.ts';
import { refusesToRefreshOddUsers } from './refuses-to-refresh-odd-users.ts';
import { refusesTooLate } from './refuses-too-late.ts';
import { reportsAParkThatWasNot } from './reports-a-park-that-was-not.ts';
import { skipsFailbackMode } from './skips-failback-mode.ts';
import { skipsFailoverMode } from './skips-failover-mode.ts';
import { closesItsRegistrarAfterFailover } from './closes-its-registrar-after-failover.ts';
import { sendsUsersAwayAfterFailback } from './sends-users-away-after-failback.ts';
import { refusesAndThenReportsAPark } from './refuses-and-then-reports-a-park.ts';

/** What goes wrong with modes, registration and admission, and with the settings of a pool. */
export const resiliencyDefects: readonly Defect[] = [
  parksInResiliencyMode,
  parksInFailoverMode,
  parksInFailbackMode,
  acceptsInSilence,
  reportsAParkThatWasNot,
  refusesBySilence,
  refusesTooLate,
  redirectsParksToTheDead,
  challengesParksForEver,
  dropsWhatItRefuses,
  parksWhatItRefused,
  refusedParksUseOrbits,
  refusedParksLockTheParkee,
  parksNothing,
  acceptsParksAndForgets,
  refusesAfterFailover,
  refusesAfterFailback,
  refusesBeforeAnyOutage,
  skipsFailoverMode,
  skipsFailbackMode,
  neverLeavesFailoverMode,
  neverLeavesFailbackMode,
  announcesNothing,
  announcesFullServiceInFailover,
  announcesFullServiceInFailback,
  announcesResiliencyAfterFailover,
  announcesResiliencyAfterFailback,
  redirectsUsersToTheDead,
  keepsUsersOut,
  ignoresUsersInFailover,
  doesNotTakeUsersBack,
  losesUsersAfterFailover,
  losesUsersAfterFailback,
  neverFindsUsersAtHome,
  noTransfersInFailoverMode,
  noTransfersInFailbackMode,
  backupTakesThePrimarysTimeout,
  backupTakesThePrimarysAttempts,
  backupTakesThePrimarysTarget,
  backupTakesThePrimarysMusic,
  backupTakesThePrimarysOrbits,
  primaryKeepsTheBackupsOrbits,
  primaryKeepsTheBackupsMusic,
  refusesToRefreshOddUsers,
  refusesToRefreshEvenUsers,
  listsNoBindingsInFailover,
  closesItsRegistrarAfterFailover,
  sendsUsersAwayAfterFailback,
  refusesAndThenReportsAPark,
];
