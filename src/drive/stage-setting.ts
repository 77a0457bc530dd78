/** Staging of `setting:` checks: waits for what the pool does by itself with a call that nobody picks up. */
import type { Candidate } from '../candidate/candidate.ts';
import type { Parking } from '../suite/call-state.ts';
import { type Expectation, PARTIES, type Party, type PoolName } from '../suite/cell.ts';
import { act, done, notSeen } from './act.ts';
import { type BookedCall, legIn } from './call-book.ts';
import { CHECK_FRAMES, listenForSound, listenWherever, watchForEnd, watchForMusicEnd } from './await-voices.ts';
import type { ReceivedRequest } from './received-requests.ts';
import { patienceOf, phoneOf, type Stage } from './stage.ts';

type SettingCheck = Extract<Expectation, { kind: 'setting' }>;

export async function stageSetting(stage: Stage, expect: SettingCheck, of: string): Promise<void> {
  const call = stage.book.get(expect.call);
  const park = call?.state?.lastPark;
  if (call === undefined || park === undefined) return;
  switch (expect.setting) {
    case 'orbits':
      // The orbit stands in the messages of the park.
      return;
    case 'music-on-hold':
      await listenForSound(stage, call, park.parkee, { of, within: stage.candidate.bounds.setup });
      return;
    case 'pickup-timeout':
      if (stage.candidate.capabilities.includes('ringback')) await watchForRingback(stage, call, park.parker, of);
      return;
    case 'pickup-attempts':
      if (stage.candidate.capabilities.includes('ringback')) await watchForLastAttempt(stage, call, park, of);
      return;
    case 'timeout-target':
      if (stage.candidate.capabilities.includes('ringback'))
        await watchForTarget(stage, call, { pool: expect.of, parkee: park.parkee }, of);
  }
}

/**
 * True when the scenario looks at what the pool does with this call if nobody picks it up: then its parker refuses the
 * ringback, so that the pool must count attempts and go on to the timeout target.
 */
export function declinesRingback(stage: Stage, call: string): boolean {
  const steps = stage.cell.scenario.flatMap((part) => part.steps);
  return steps.some(
    (step) =>
      step.kind === 'check' &&
      step.expect.kind === 'setting' &&
      step.expect.call === call &&
      step.expect.setting.startsWith('pickup-'),
  );
}

function isCall({ method, inDialog }: ReceivedRequest): boolean {
  return method === 'INVITE' && !inDialog;
}

async function watchForRingback(stage: Stage, call: BookedCall, parker: Party, of: string): Promise<void> {
  const within = longestTimeout(stage.candidate) * 1.5 + 1_000 + patienceOf(stage);
  const rung = (received: ReceivedRequest): boolean => isCall(received) && received.tap === parker;
  await act(stage, { verb: 'watch', by: parker, call: call.label, within, of }, async () => {
    const came = await stage.receivedRequests.until(rung, call.parkedSince, { within, signal: stage.signal });
    return came ? done : notSeen(`${parker} was not rung back`);
  });
}

/** The attempts are over when the pool turns to anybody else, or lets go of the parkee. */
async function watchForLastAttempt(
  stage: Stage,
  call: BookedCall,
  { parkee, parker }: Parking,
  of: string,
): Promise<void> {
  const attempts = Math.max(1, ...poolSettings(stage.candidate).map((settings) => settings.pickupAttempts ?? 1));
  const within = (longestTimeout(stage.candidate) * 1.5 + 1_000) * attempts + patienceOf(stage);
  // The parkee has had other legs in the call, which others may have ended.
  const parkLeg = call.legs.get(parkee);
  const over = (received: ReceivedRequest): boolean =>
    received.tap === parkee
      ? received.method === 'BYE' && received.callId === parkLeg
      : isCall(received) && received.tap !== parker;
  await act(stage, { verb: 'watch', by: parkee, call: call.label, within, of }, async () => {
    const came = await stage.receivedRequests.until(over, call.parkedSince, { within, signal: stage.signal });
    return came ? done : notSeen('the pool went on with nobody');
  });
}

async function watchForTarget(
  stage: Stage,
  call: BookedCall,
  { pool, parkee }: { pool: PoolName; parkee: Party },
  of: string,
): Promise<void> {
  const name = stage.candidate.settings[pool].timeoutTarget;
  const target = PARTIES.find((party) => party === name);
  const phone = target === undefined ? undefined : stage.phones.get(target);
  if (target === undefined || phone === undefined) return;
  const within = stage.candidate.bounds.setup;
  const parkLeg = legIn(call, phoneOf(stage, parkee));
  const joined = ({ method, tap }: ReceivedRequest): boolean => tap === target && method === 'ACK';
  await act(stage, { verb: 'watch', by: target, call: call.label, within, of }, async () => {
    const came = await stage.receivedRequests.until(joined, call.parkedSince, { within, signal: stage.signal });
    return came ? done : notSeen(`${target} was not called`);
  });
  await listenWherever(stage, call, [target, parkee], { of, frames: CHECK_FRAMES, within });
  // They may hear each other before the music is over.
  for (const by of [target, parkee]) await watchForMusicEnd(stage, call, by, `music:${pool}`, of);
  // A parkee that calls the target leaves the leg in which it was parked, or is hung up on there.
  if (parkLeg?.live === true && call.legs.get(parkee) !== parkLeg.callId)
    await watchForEnd(stage, call, parkLeg, { by: phoneOf(stage, parkee), of, within });
}

function longestTimeout(candidate: Candidate): number {
  return Math.max(0, ...poolSettings(candidate).map((settings) => settings.pickupTimeout ?? 0));
}

function poolSettings(candidate: Candidate): ReadonlyArray<Candidate['settings']['primary']> {
  return [candidate.settings.primary, candidate.settings.backup];
}
