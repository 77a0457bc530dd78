/** Parking: the parker asks the home pool, which takes the parkee, and the orbit becomes known. */
import type { ToldOrbit } from '../candidate/dialect/dialect-table.ts';
import { orbitTold } from '../candidate/dialect/orbit-match.ts';
import type { ParkRequest } from '../dialect/dialect.ts';
import type { HistoryEvent } from '../history/event.ts';
import type { Leg, Phone } from '../phone/phone.ts';
import { otherOf } from '../suite/call-state.ts';
import { addressOf } from '../sip/route.ts';
import { parseUri } from '../sip/uri.ts';
import { type Deed, type Party, POOLS, type PoolName } from '../suite/cell.ts';
import { act, failed, notSent, type Result } from './act.ts';
import { type BookedCall, lastParkee, legIn, noteDeed, type ParkingPlace } from './call-book.ts';
import { declinesRingback } from './stage-setting.ts';
import type { DeedOptions } from './perform-deed.ts';
import { listenForSound, ofCheck, watchForEnd } from './await-voices.ts';
import { lookForFree, lookUpAll } from './ask-orbit.ts';
import { allOrbits, freeOrbit } from './free-orbit.ts';
import { hookRunner } from './run-hook.ts';
import { callIdsOf, newLeg, told } from './read-reply.ts';
import { callIdsFor, entrance, homePool, phoneOf, poolsUp, type Stage } from './stage.ts';
import { askedPool } from './staying.ts';

export type ParkDeed = Extract<Deed, { verb: 'park' }>;

/** Parks and waits for what parking brings about: the parker is free, the parkee hears music. */
export async function park(stage: Stage, deed: ParkDeed, { of }: DeedOptions): Promise<void> {
  const parkerLeg = legIn(stage.book.get(deed.call), phoneOf(stage, deed.by));
  const call = await askToPark(stage, deed, of);
  const parkee = lastParkee(call);
  if (call === undefined || parkee === undefined || parkerLeg === undefined) return;
  const within = stage.candidate.bounds.park;
  await watchForEnd(stage, call, parkerLeg, { by: phoneOf(stage, deed.by), of, within });
  if (stage.candidate.capabilities.includes('music-on-hold')) {
    await listenForSound(stage, call, parkee, { of, within: stage.candidate.bounds.setup });
  }
}

/** Only asks; the call when it was parked. `cannot: park` uses it alone. */
export async function askToPark(stage: Stage, deed: ParkDeed, of: string | undefined): Promise<BookedCall | undefined> {
  const parker = phoneOf(stage, deed.by);
  const call = stage.book.get(deed.call);
  const leg = legIn(call, parker);
  const parkee = otherOf(call?.state, deed.by);
  const pool = servingPool(stage, deed.by, leg);
  const { ids, listed } = parkIds(stage, deed.call, leg);
  const orbit = stage.dialect.choosesOrbit ? freeOrbit(stage, pool) : undefined;
  const watched = orbit === undefined ? allOrbits(stage, pool) : [orbit];
  const free =
    stage.dialect.watchesState && poolsUp(stage).includes(pool)
      ? await lookForFree(stage, { by: deed.by, pool, orbits: watched, of })
      : [];
  const within = stage.candidate.bounds.park;
  const parkedSince = stage.receivedRequests.mark();
  const before = parkee === undefined ? new Set<string>() : callIdsOf(phoneOf(stage, parkee));
  const asked = { verb: 'park', by: deed.by, call: deed.call, ...listed, pool, within, ...ofCheck(of) } as const;
  const result = await act(stage, asked, (id) =>
    leg === undefined
      ? Promise.resolve(notSent(`${deed.by} has no leg in call ${deed.call}`))
      : askPool(stage, parker, leg, { id, pool, orbit, free, callIds: ids }),
  );
  if (call !== undefined && orbit !== undefined) call.unanswered = isOpen(result) ? { pool, orbit } : undefined;
  if (!result.ok || call === undefined || parkee === undefined) return undefined;
  noteDeed(call, deed, stage.phase);
  call.parkedSince = parkedSince;
  call.parkedAt = performance.now();
  if (declinesRingback(stage, call.label)) parker.whenCalled = 'decline';
  const parked = newLeg(phoneOf(stage, parkee), before);
  call.legs.delete(deed.by);
  if (parked !== undefined) call.legs.set(parkee, parked.callId);
  const place = result.value ?? (await findOrbit(stage, call, { by: parker, parkee, pool, of }));
  if (place !== undefined) call.places.push(place);
  return call;
}

/** The pool may have parked the call all the same. */
function isOpen(result: Result<unknown>): boolean {
  return !result.ok && result.failure !== 'answered' && result.failure !== 'not-sent';
}

/**
 * A server that chooses the orbit itself, and is asked in the call, is the one at which the call is. In all else the home of
 * the phones is meant: it is asked, or its number is chosen.
 */
export function servingPool(stage: Stage, by: Party, leg: Leg | undefined): PoolName {
  const { asksInCall, choosesOrbit } = stage.dialect;
  if (!asksInCall) return askedPool(stage, by, homePool(stage));
  if (choosesOrbit || leg === undefined) return homePool(stage);
  const place = addressOf(parseUri(leg.remoteTarget));
  const isThere = (pool: PoolName): boolean => {
    const { host, port } = stage.pools[pool].address;
    return host === place?.host && port === place.port;
  };
  return POOLS.find(isThere) ?? homePool(stage);
}

/** A park that is asked for in the call itself is known by the Call-ID of the call, before those of its other requests. */
function parkIds(stage: Stage, call: string, leg: Leg | undefined): ReturnType<typeof callIdsFor> {
  const { asksInCall, requests } = stage.dialect;
  if (!asksInCall || leg === undefined) return callIdsFor(stage, `${call}.park`, requests.park);
  const { callId } = leg;
  if (requests.park === 0) return { ids: [callId], listed: { callId } };
  const { ids } = callIdsFor(stage, `${call}.park`, requests.park);
  return { ids, listed: { callId, callIds: [callId, ...ids] } };
}

async function askPool(
  stage: Stage,
  parker: Phone,
  leg: Leg,
  {
    id,
    pool,
    orbit: chosen,
    free,
    callIds,
  }: Pick<ParkRequest, 'pool' | 'orbit' | 'free' | 'callIds'> & { readonly id: string },
): Promise<Result<ParkingPlace | undefined>> {
  const { candidate } = stage;
  const { told: place } = candidate.dialect;
  const message = place?.of && orbitToTell(stage, parker.party, place);
  const result = await stage.dialect.park({
    message,
    runHook: hookRunner(stage, { action: id, pool, within: candidate.bounds.park }),
    candidate,
    parker,
    leg,
    pool,
    next: entrance(stage, pool),
    callIds,
    orbit: chosen,
    free,
    within: candidate.bounds.park,
  });
  switch (result.kind) {
    case 'parked': {
      const { orbit, dialog } = result;
      if (orbit === undefined) return { ok: true, value: undefined };
      return { ok: true, value: { pool, orbit, dialog }, orbit };
    }
    case 'refused':
      return failed({ failure: 'answered', why: `refused: ${result.status} ${result.reason}` });
    case 'silent':
    case 'unreachable':
      return failed(told(result));
  }
}

/** What is said to the parker may come before the answer to its request. */
async function orbitToTell(
  { recorder, candidate, signal }: Stage,
  parker: Party,
  place: ToldOrbit,
): Promise<string | undefined> {
  const orbitIn = (event: HistoryEvent): string | undefined =>
    event.kind === 'sip' && event.direction === 'in' && event.tap === parker ? orbitTold(event.text, place) : undefined;
  const event = await recorder.next((each) => orbitIn(each) !== undefined, candidate.bounds.park, signal);
  return event && orbitIn(event);
}

/** Where the park did not tell the orbit, the pool's list of orbits does: the one that holds the parkee. */
async function findOrbit(
  stage: Stage,
  call: BookedCall,
  { by, parkee, pool, of }: { by: Phone; parkee: Party; pool: PoolName; of: string | undefined },
): Promise<ParkingPlace | undefined> {
  if (!stage.candidate.capabilities.includes('orbit-status')) return undefined;
  const dialogs = await lookUpAll(stage, { by: by.party, pool, of });
  const { contact } = phoneOf(stage, parkee);
  const found = stage.dialect.holding(dialogs, { contact, callId: call.legs.get(parkee) });
  return found?.orbit === undefined ? undefined : { pool, orbit: found.orbit, dialog: undefined };
}
