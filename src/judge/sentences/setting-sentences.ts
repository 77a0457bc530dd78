/** Settings of a pool, as the wire shows them. */
import { advised, AGAIN, lapse, ms, OTHER_NETWORK, sound, times } from './phrases.ts';

type Orbit = {
  call: string;
  orbit: string;
  pool: string;
  first: number;
  last: number;
};
type Rings = {
  parker: string;
  call: string;
  count: number;
  pool: string;
  declared: number;
};
type Timeout = {
  parker: string;
  call: string;
  took: number;
  pool: string;
  declared: number;
};
type Target = {
  target: string;
  pool: string;
  call: string;
};

function rang({ parker, call, count, pool, declared }: Rings): string {
  return `${parker} was rung back ${times(count)} for call ${call}; ${pool} declares ${declared}`;
}

function timed({ parker, call, took, pool, declared }: Timeout): string {
  return `${parker} was rung back ${lapse(took, `the park of call ${call}`)}; ${pool} declares ${ms(declared)}`;
}

export const SETTINGS = {
  'setting-not-shown': ({ call }: { call: string }) =>
    advised(`call ${call} was not parked, so no setting of the pool shows`, 'see the park before this check'),

  'setting-without-value': ({ pool, setting }: { pool: string; setting: string }) =>
    advised(`${pool} declares no ${setting}`, 'declare it under `settings` of the candidate file'),

  // Orbits.
  'orbit-in-range': ({ call, orbit, pool, first, last }: Orbit) =>
    `call ${call} was parked at orbit ${orbit}, in the range ${first}-${last} of ${pool}`,

  'orbit-outside-range': ({ call, orbit, pool, first, last }: Orbit) =>
    `call ${call} was parked at orbit ${orbit}, outside the range ${first}-${last} of ${pool}`,

  // Music on hold.
  'parkee-unknown': ({ call }: { call: string }) =>
    advised(`no party is parked in call ${call}`, 'see the park before this check'),

  'wrong-music': ({ party, call, heard, pool }: { party: string; call: string; heard: string; pool: string }) =>
    `${party} heard the music on hold of ${heard} in call ${call} instead of that of ${pool}`,

  'music-not-heard': ({ party, call, pool, heard }: { party: string; call: string; pool: string; heard: string }) =>
    `${party} heard ${sound(heard)} instead of the music on hold of ${pool} in call ${call}`,

  'music-heard': ({ party, call, pool }: { party: string; call: string; pool: string }) =>
    `${party} heard the music on hold of ${pool} in call ${call}`,

  // Pickup attempts and pickup timeout.
  'rung-back-too-often': (rings: Rings) => rang(rings),

  'rung-back-too-seldom': (rings: Rings) => `${rang(rings)} before the call went on`,

  'ringback-lost-on-network': (rings: Rings) =>
    advised(`${rang(rings)}; the network of parkspec lost a call to ${rings.parker}`, OTHER_NETWORK),

  'pool-did-not-go-on': (rings: Rings) =>
    `${rang(rings)}; the pool then neither called another party nor ended the call`,

  'pool-watched-too-briefly': ({ watched, needed, ...rings }: Rings & { watched: number; needed: number }) =>
    advised(`${rang(rings)}; the pool was watched for ${ms(watched)} of ${ms(needed)} after that`, AGAIN),

  'rung-back-as-declared': (rings: Rings) => rang(rings),

  'not-rung-back': ({ parker, call, pool, declared }: Omit<Timeout, 'took'>) =>
    `${parker} was not rung back for call ${call}; ${pool} declares a pickup timeout of ${ms(declared)}`,

  'pickup-timeout-differs': ({ tolerance, ...timeout }: Timeout & { tolerance: number }) =>
    `${timed(timeout)}; at most ${ms(tolerance)} of difference are allowed`,

  'pickup-timeout-by-network': ({ network, ...timeout }: Timeout & { network: number }) =>
    advised(`${timed(timeout)}; the network of parkspec may have taken ${ms(network)} of it`, OTHER_NETWORK),

  'pickup-timeout-kept': (timeout: Timeout) => timed(timeout),

  // Timeout target.
  'timeout-target-without-phone': ({ target, pool }: { target: string; pool: string }) =>
    advised(`the timeout target of ${pool}, ${target}, has no phone in this cell`, 'name one of the parties'),

  'timeout-target-not-called': ({ target, pool, call }: Target) =>
    `${target}, the timeout target of ${pool}, was not called although no phone picked up call ${call}`,

  'timeout-target-not-in-call': ({ target, pool, call }: Target) =>
    `${target}, the timeout target of ${pool}, was called but was not in call ${call}`,

  'parkee-lost-at-target': ({ target, call, parkee }: { target: string; call: string; parkee: string }) =>
    `${target} got call ${call} but ${parkee} was no longer in it`,

  'music-at-target': ({ party, voice }: { party: string; voice: string }) =>
    `${party} still heard ${sound(voice)} although the timeout target had the call`,

  'park-leg-at-target': ({ party, call }: { party: string; call: string }) =>
    `the leg in which ${party} was parked was still up although the timeout target had call ${call}`,

  'timeout-target-got-call': ({ target, pool, call }: Target) =>
    `${target}, the timeout target of ${pool}, got call ${call}`,
};
