import type { Defect } from '../defect.ts';
import { announcesNothingParked } from './announces-nothing-parked.ts';
import { backupOffersLostCalls } from './backup-offers-lost-calls.ts';
import { backupRevivesParkedCalls } from './backup-revives-parked-calls.ts';
import { buriesRetrievedCalls } from './buries-retrieved-calls.ts';
import { callsParkeesBack } from './calls-parkees-back.ts';
import { dialsLostCallsAfterRestart } from './dials-lost-calls-after-restart.ts';
import { diesWithItsPeer } from './dies-with-its-peer.ts';
import { dropsParkedCallsAfterFailback } from './drops-parked-calls-after-failback.ts';
import { dropsParkedCallsAtFailback } from './drops-parked-calls-at-failback.ts';
import { dropsTheParkeeOnRetrieval } from './drops-the-parkee-on-retrieval.ts';
import { dropsWhoWaitsInTheOrbit } from './drops-who-waits-in-the-orbit.ts';
import { givesEveryCallOneOrbit } from './gives-every-call-one-orbit.ts';
import { givesUpAfterRingback } from './gives-up-after-ringback.ts';
import { hangsUpASecondTime } from './hangs-up-a-second-time.ts';
import { hangsUpAfterParking } from './hangs-up-after-parking.ts';
import { hangsUpAgainAtFailback } from './hangs-up-again-at-failback.ts';
import { hidesOrbitsAtFailback } from './hides-orbits-at-failback.ts';
import { hidesOrbitsOnStandby } from './hides-orbits-on-standby.ts';
import { ignoresReplaces } from './ignores-replaces.ts';
import { joinsParkedParties } from './joins-parked-parties.ts';
import { keepsCallsWhileSuperseded } from './keeps-calls-while-superseded.ts';
import { keepsTheOrbitSecret } from './keeps-the-orbit-secret.ts';
import { leaksOrbitAfterFailedDial } from './leaks-orbit-after-failed-dial.ts';
import { leaksOrbitAfterRetrieval } from './leaks-orbit-after-retrieval.ts';
import { leaksOrbitAfterRingback } from './leaks-orbit-after-ringback.ts';
import { letsASecondRetrieverIn } from './lets-a-second-retriever-in.ts';
import { offersLostCallsAfterRestart } from './offers-lost-calls-after-restart.ts';
import { parksInSilence } from './parks-in-silence.ts';
import { parksTheRetriever } from './parks-the-retriever.ts';
import { parksWhoDialsAnEmptyOrbit } from './parks-who-dials-an-empty-orbit.ts';
import { playsOnAfterDeath } from './plays-on-after-death.ts';
import { renumbersOrbitsAtFailback } from './renumbers-orbits-at-failback.ts';
import { ringsBackForLostCalls } from './rings-back-for-lost-calls.ts';
import { ringsBackLate } from './rings-back-late.ts';
import { ringsBackOnceTooOften } from './rings-back-once-too-often.ts';
import { renumbersLostCallsAfterRestart } from './renumbers-lost-calls-after-restart.ts';
import { ringsNoParker } from './rings-no-parker.ts';
import { stopsMusicAtFailback } from './stops-music-at-failback.ts';
import { swapsTags } from './swaps-tags.ts';
import { takesTheDeadPoolsAddress } from './takes-the-dead-pools-address.ts';
import { tellsAnotherOrbit } from './tells-another-orbit.ts';

/** What goes wrong with parking, with orbits, and with calls that wait in one. */
export const parkedDefects: readonly Defect[] = [
  announcesNothingParked,
  backupOffersLostCalls,
  backupRevivesParkedCalls,
  buriesRetrievedCalls,
  callsParkeesBack,
  dialsLostCallsAfterRestart,
  diesWithItsPeer,
  dropsParkedCallsAfterFailback,
  dropsParkedCallsAtFailback,
  dropsTheParkeeOnRetrieval,
  dropsWhoWaitsInTheOrbit,
  givesEveryCallOneOrbit,
  givesUpAfterRingback,
  hangsUpASecondTime,
  hangsUpAfterParking,
  hangsUpAgainAtFailback,
  hidesOrbitsAtFailback,
  hidesOrbitsOnStandby,
  ignoresReplaces,
  joinsParkedParties,
  keepsCallsWhileSuperseded,
  keepsTheOrbitSecret,
  leaksOrbitAfterFailedDial,
  leaksOrbitAfterRetrieval,
  leaksOrbitAfterRingback,
  letsASecondRetrieverIn,
  offersLostCallsAfterRestart,
  parksInSilence,
  parksTheRetriever,
  parksWhoDialsAnEmptyOrbit,
  playsOnAfterDeath,
  renumbersOrbitsAtFailback,
  ringsBackForLostCalls,
  ringsBackLate,
  ringsBackOnceTooOften,
  renumbersLostCallsAfterRestart,
  ringsNoParker,
  stopsMusicAtFailback,
  swapsTags,
  takesTheDeadPoolsAddress,
  tellsAnotherOrbit,
];
