/** Parking: the parker asks the home pool, which takes the parkee, and the orbit becomes known. */
import type { CallIds } from '../dialect/dialect.ts';
import type { Leg, Phone } from '../phone/phone.ts';
import { otherOf } from '../suite/call-state.ts';
import type { Deed, Party, PoolName } from '../suite/cell.ts';
import { act, failed, notSent, type Result } from './act.ts';
import { type BookedCall, lastParkee, legIn, noteDeed, type ParkingPlace } from './call-book.ts';
import { declinesRingback } from './stage-setting.ts';
import type { DeedOptions } from './perform-deed.ts';
import { listenForSound, ofCheck, watchForEnd } from './await-voices.ts';
import { lookUp } from './ask-orbit.ts';
import { callIdsOf, newLeg, told } from './read-reply.ts';
import { callIdsFor, homePool, phoneOf, type Stage } from './stage.ts';

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
  const pool = homePool(stage);
  const { ids, listed } = callIdsFor(stage, `${deed.call}.park`, stage.dialect.requests.park);
  const within = stage.candidate.bounds.park;
  const parkedSince = stage.receivedRequests.mark();
  const before = parkee === undefined ? new Set<string>() : callIdsOf(phoneOf(stage, parkee));
  const asked = { verb: 'park', by: deed.by, call: deed.call, ...listed, pool, within, ...ofCheck(of) } as const;
  const result = await act(stage, asked, () =>
    leg === undefined
      ? Promise.resolve(notSent(`${deed.by} has no leg in call ${deed.call}`))
      : askPool(stage, parker, leg, { pool, callIds: ids }),
  );
  if (!result.ok || call === undefined || parkee === undefined) return undefined;
  noteDeed(call, deed, stage.phase);
  call.parkedSince = parkedSince;
  if (declinesRingback(stage, call.label)) parker.whenCalled = 'decline';
  const parked = newLeg(phoneOf(stage, parkee), before);
  call.legs.delete(deed.by);
  if (parked !== undefined) call.legs.set(parkee, parked.callId);
  const place = result.value ?? (await findOrbit(stage, call, { by: parker, parkee, pool, of }));
  if (place !== undefined) call.places.push(place);
  return call;
}

async function askPool(
  stage: Stage,
  parker: Phone,
  leg: Leg,
  { pool, callIds }: { pool: PoolName; callIds: CallIds },
): Promise<Result<ParkingPlace | undefined>> {
  const { candidate } = stage;
  const result = await stage.dialect.park({
    candidate,
    parker,
    leg,
    pool,
    next: stage.pools[pool].address,
    callIds,
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

/** Where the park did not tell the orbit, the pool's list of orbits does: the one that holds the parkee. */
async function findOrbit(
  stage: Stage,
  call: BookedCall,
  { by, parkee, pool, of }: { by: Phone; parkee: Party; pool: PoolName; of: string | undefined },
): Promise<ParkingPlace | undefined> {
  if (!stage.candidate.capabilities.includes('orbit-status')) return undefined;
  const dialogs = await lookUp(stage, { by: by.party, pool, orbit: undefined, of });
  const { contact } = phoneOf(stage, parkee);
  const found = stage.dialect.holding(dialogs, { contact, callId: call.legs.get(parkee) });
  return found?.orbit === undefined ? undefined : { pool, orbit: found.orbit, dialog: undefined };
}
