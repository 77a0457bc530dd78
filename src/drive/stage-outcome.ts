/** Staging of `is:`. */
import type { Leg } from '../phone/phone.ts';
import { holdersOf, otherOf, parkeeOf, partiesOf } from '../suite/call-state.ts';
import type { Expectation, Party } from '../suite/cell.ts';
import { act, done, failed, notSeen } from './act.ts';
import { type BookedCall, type ParkingPlace, lastParkee, legIn } from './call-book.ts';
import { idleParty } from './idle-party.ts';
import { CHECK_FRAMES, listenBothWays, listenForSound, QUIET_MS, watchForHold, watchForQuiet } from './await-voices.ts';
import { lookUp, lookUpAll, tryOrbit } from './ask-orbit.ts';
import { told } from './read-reply.ts';
import { phoneOf, poolsUp, type Stage } from './stage.ts';
import { awaitDrop, watchCall } from './watch-call.ts';

export async function stageOutcome(
  stage: Stage,
  expect: Extract<Expectation, { kind: 'is' }>,
  of: string,
): Promise<void> {
  const call = stage.book.get(expect.call);
  // The call was never set up; the judge says so from the history of the deed that failed.
  if (call === undefined) return;
  switch (expect.outcome) {
    case 'connected': {
      const parties = partiesOf(call.state);
      await watchCall(stage, call, parties, of);
      const within = stage.candidate.bounds.setup;
      await listenBothWays(stage, call, parties, { of, frames: CHECK_FRAMES, within });
      return;
    }
    case 'held':
      return held(stage, call, of);
    case 'parked':
      return parked(stage, call, of);
    case 'disconnected':
      return disconnected(stage, call, of);
    case 'forgotten':
      return forgotten(stage, call, of);
    case 'nobody':
      return nobody(stage, call, of);
  }
}

async function held(stage: Stage, call: BookedCall, of: string): Promise<void> {
  // Both directions are watched, so one holder is enough where both parties hold the call.
  const holder = holdersOf(call.state)[0];
  const other = holder === undefined ? undefined : otherOf(call.state, holder);
  if (holder !== undefined && other !== undefined) await watchForHold(stage, call, { holder, held: other }, of);
}

async function parked(stage: Stage, call: BookedCall, of: string): Promise<void> {
  const parkee = lastParkee(call);
  const place = call.places.at(-1);
  if (parkee === undefined || place === undefined) return;
  await watchCall(stage, call, [parkee], of);
  const { capabilities, bounds } = stage.candidate;
  const by = idleParty(stage, [parkee]);
  if (by !== undefined && capabilities.includes('orbit-status')) {
    await lookUp(stage, { by, pool: place.pool, orbit: place.orbit, of });
  }
  // Music may be played to a dialog that the pool has forgotten; a request in it is survived by a parked leg that is alive.
  const leg = legIn(call, phoneOf(stage, parkee));
  if (leg !== undefined) await probeLeg(stage, call, parkee, leg, of);
  if (capabilities.includes('music-on-hold')) await listenForSound(stage, call, parkee, { of, within: bounds.setup });
}

/** Of a parked call only the parkee has a leg to lose. */
async function disconnected(stage: Stage, call: BookedCall, of: string): Promise<void> {
  await Promise.all(partiesOf(call.state).map((party) => watchForDisconnection(stage, call, party, of)));
}

/** Asks each party's leg, one after the other: a server that passes requests on lets only one of them be asked at a time. */
async function forgotten(stage: Stage, call: BookedCall, of: string): Promise<void> {
  for (const party of partiesOf(call.state)) {
    const leg = legIn(call, phoneOf(stage, party));
    if (leg !== undefined) await probeLeg(stage, call, party, leg, of);
  }
}

/**
 * Waits for the leg of a party to end: by a BYE, or, once nothing is heard on it, because a re-INVITE in its dialog is
 * refused or not answered (design section 3). A pool that plays nothing to its parkees is asked at once.
 */
async function watchForDisconnection(stage: Stage, call: BookedCall, party: Party, of: string): Promise<void> {
  const leg = legIn(call, phoneOf(stage, party));
  if (leg === undefined) return;
  const { bounds, capabilities } = stage.candidate;
  const isHeard = party !== parkeeOf(call.state) || capabilities.includes('music-on-hold');
  const deadline = performance.now() + bounds.disconnect;
  const left = (): number => Math.max(0, deadline - performance.now());
  const watched = {
    verb: 'watch',
    by: party,
    call: call.label,
    callId: leg.callId,
    within: bounds.disconnect,
    of,
  } as const;
  const { ok } = await act(stage, watched, async () => {
    const quiet = isHeard ? leg.listenForEnd('anything', QUIET_MS, { within: left() }) : Promise.resolve(true);
    await Promise.race([leg.ended({ within: left() }), quiet]);
    return leg.live && !(await quiet) ? notSeen(`${party} still hears somebody`) : done;
  });
  // A leg on which something is heard needs no question; the question itself might end it.
  if (!ok) return;
  while (leg.live && left() > 0) {
    await probeLeg(stage, call, party, leg, of);
    if (leg.live) await leg.ended({ within: Math.min(bounds.probe, left()) });
  }
}

async function probeLeg(stage: Stage, call: BookedCall, by: Party, leg: Leg, of: string): Promise<void> {
  const within = stage.candidate.bounds.probe;
  await act(stage, { verb: 'probe', by, call: call.label, callId: leg.callId, within, of }, async () => {
    const reply = await leg.probe({ within });
    return reply.kind === 'answered' ? done : failed(told(reply));
  });
}

/** Every orbit that the call ever had, at every pool that is up, in every way there is to reach somebody. */
async function nobody(stage: Stage, call: BookedCall, of: string): Promise<void> {
  const parkee = lastParkee(call);
  const by = idleParty(stage, parkee === undefined ? [] : [parkee]);
  if (by === undefined) return;
  if (parkee !== undefined) await awaitDrop(stage, call, [parkee], of);
  for (const orbit of new Set(call.places.map((place) => place.orbit))) {
    for (const pool of poolsUp(stage)) {
      if (isTaken(stage, call, { pool, orbit })) await lookUp(stage, { by, pool, orbit, of });
      else await tryOrbit(stage, call, { by, pool, orbit, of });
    }
  }
  await heedSilence(stage, call, of);
  if (!stage.candidate.capabilities.includes('orbit-status')) return;
  // A pool that takes a call up again may well give it another orbit.
  for (const pool of poolsUp(stage)) await lookUpAll(stage, { by, pool, of });
}

/** Another call of the cell waits there: who dials that number takes that one. */
function isTaken({ book }: Stage, call: BookedCall, at: Pick<ParkingPlace, 'pool' | 'orbit'>): boolean {
  return book.all().some((other) => {
    const place = other === call || other.state?.state !== 'parked' ? undefined : other.places.at(-1);
    return place?.pool === at.pool && place.orbit === at.orbit;
  });
}

/** A parkee that has not been told that its call is over must at least hear nothing any more. */
async function heedSilence(stage: Stage, call: BookedCall, of: string): Promise<void> {
  const parkee = lastParkee(call);
  if (parkee === undefined || !stage.candidate.capabilities.includes('music-on-hold')) return;
  if (legIn(call, phoneOf(stage, parkee)) === undefined) return;
  await watchForQuiet(stage, call, { by: parkee }, { of, within: 2 * QUIET_MS });
}
