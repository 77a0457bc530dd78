/** Retrieving a parked call, the way the candidate's profile says. */
import type { Leg } from '../phone/phone.ts';
import type { Deed } from '../suite/cell.ts';
import { act, notSent } from './act.ts';
import { lastParkee, legIn, noteDeed } from './call-book.ts';
import type { DeedOptions } from './perform-deed.ts';
import { listenBothWays, ofCheck, watchForEnd } from './await-voices.ts';
import { lookUp, pickUp } from './ask-orbit.ts';
import { newLeg } from './read-reply.ts';
import { callIdsFor, homePool, phoneOf, type Stage } from './stage.ts';
import { askedPool } from './staying.ts';

export type RetrieveDeed = Extract<Deed, { verb: 'retrieve' }>;

/** Asks the retriever's own pool for the call, wherever it is parked, retrieves it, and waits until retriever and parkee hear each other. */
export async function retrieve(stage: Stage, deed: RetrieveDeed, { of, frames }: DeedOptions): Promise<void> {
  const { candidate } = stage;
  const call = stage.book.get(deed.call);
  const place = call?.places.at(-1);
  const parkee = lastParkee(call);
  const pool = askedPool(stage, deed.by, phoneOf(stage, deed.by).home ?? homePool(stage));
  const looksUp = stage.dialect.looksUpFirst;
  const shown =
    place !== undefined && looksUp ? await lookUp(stage, { by: deed.by, pool, orbit: place.orbit, of }) : [];
  const parkLeg = parkee === undefined ? undefined : legIn(call, phoneOf(stage, parkee));
  const { ids, listed } = callIdsFor(stage, `${deed.call}.retrieve`, stage.dialect.requests.retrieve);
  const within = candidate.bounds.setup;
  const orbit = place === undefined ? {} : { orbit: place.orbit };
  const asked = {
    verb: 'retrieve',
    by: deed.by,
    call: deed.call,
    ...listed,
    pool,
    within,
    ...orbit,
    ...ofCheck(of),
  } as const;
  const result = await act<Leg>(stage, asked, async () => {
    if (place === undefined) return notSent(`call ${deed.call} is parked nowhere`);
    const found = shown[0]?.dialog;
    if (looksUp && found === undefined) {
      return notSent(`${pool} shows no call at orbit ${place.orbit}`);
    }
    return pickUp(stage, { by: deed.by, pool, orbit: place.orbit, found, callIds: ids, within });
  });
  if (!result.ok || call === undefined || parkee === undefined) return;
  noteDeed(call, deed, stage.phase);
  const leg = result.value;
  // A B2BUA keeps the parkee's leg with the pool; otherwise the parkee's new leg is the retriever's dialog.
  const taken = phoneOf(stage, parkee).leg(leg.callId) ?? newLeg(phoneOf(stage, parkee), new Set());
  call.legs.set(deed.by, leg.callId);
  if (taken !== undefined) call.legs.set(parkee, taken.callId);
  const replaced = parkLeg !== undefined && parkLeg !== taken;
  if (replaced)
    await watchForEnd(stage, call, parkLeg, { by: phoneOf(stage, parkee), of, within: candidate.bounds.park });
  await listenBothWays(stage, call, [deed.by, parkee], { of, frames, within });
}
