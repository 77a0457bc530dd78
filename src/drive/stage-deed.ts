/** Staging of `can:` and `cannot:`. */
import { otherOf, partiesOf } from '../suite/call-state.ts';
import type { Deed, Party, PoolName, Trial } from '../suite/cell.ts';
import { type BookedCall, legIn } from './call-book.ts';
import { perform } from './perform-deed.ts';
import { idleParty } from './idle-party.ts';
import { CHECK_FRAMES, listenBothWays, watchForHold } from './await-voices.ts';
import { lookUp, tryOrbit } from './ask-orbit.ts';
import { askToPark, servingPool } from './park.ts';
import { allOrbits, freeOrbit } from './free-orbit.ts';
import { phoneOf, poolsUp, type Stage } from './stage.ts';
import { watchRefusal } from './watch-call.ts';

/** Does the deed; then what shows that it is whole, and for hold also that it can be undone. */
export async function stageCan(stage: Stage, deed: Trial, of: string): Promise<void> {
  await perform(stage, deed, { of, frames: CHECK_FRAMES });
  const call = 'call' in deed ? stage.book.get(deed.call) : undefined;
  if (call === undefined) return;
  switch (deed.verb) {
    case 'park': {
      const place = call.places.at(-1);
      if (place === undefined || !stage.candidate.capabilities.includes('orbit-status')) return;
      await lookUp(stage, { by: deed.by, pool: place.pool, orbit: place.orbit, of });
      return;
    }
    case 'retrieve':
      // Of a call that nobody has retrieved yet the next one to dial would be the first.
      return partiesOf(call.state).includes(deed.by) ? secondRetrieval(stage, call, deed.by, of) : undefined;
    case 'hold':
      return holdAndBack(stage, call, deed, of);
    case 'resume':
      return heardAgain(stage, call, deed.by, of);
    case 'call':
    case 'transfer':
    case 'hangup':
    case 'register':
      return;
  }
}

/** An orbit whose call was picked up must lead to nobody. */
async function secondRetrieval(stage: Stage, call: BookedCall, retriever: Party, of: string): Promise<void> {
  const place = call.places.at(-1);
  const by = idleParty(stage, [retriever, ...partiesOf(call.state)]);
  if (place === undefined || by === undefined) return;
  await tryOrbit(stage, call, { by, pool: place.pool, orbit: place.orbit, of });
}

async function holdAndBack(
  stage: Stage,
  call: BookedCall,
  deed: Extract<Deed, { verb: 'hold' }>,
  of: string,
): Promise<void> {
  const held = otherOf(call.state, deed.by);
  if (held === undefined) return;
  await watchForHold(stage, call, { holder: deed.by, held }, of);
  await perform(stage, { ...deed, verb: 'resume' }, { of, frames: CHECK_FRAMES });
  await heardAgain(stage, call, deed.by, of);
}

/** After a resumption both parties hear each other. */
async function heardAgain(stage: Stage, call: BookedCall, by: Party, of: string): Promise<void> {
  const other = otherOf(call.state, by);
  if (other === undefined) return;
  const within = stage.candidate.bounds.setup;
  await listenBothWays(stage, call, [by, other], { of, frames: CHECK_FRAMES, within });
}

/** What shows whether a park that was refused has used up an orbit; undefined stands for all at once. */
function orbitsToSee(stage: Stage, pool: PoolName): ReadonlyArray<string | undefined> {
  const { showsAll, choosesOrbit } = stage.dialect;
  if (showsAll) return [undefined];
  return choosesOrbit ? [freeOrbit(stage, pool)] : allOrbits(stage, pool);
}

/** Tries the deed, then looks whether the call is as it was and nothing was used up. */
export async function stageCannot(stage: Stage, deed: Trial, of: string): Promise<void> {
  const before = 'call' in deed ? stage.book.get(deed.call) : undefined;
  const parties = partiesOf(before?.state);
  // Before the park: the leg, by which the pool is known, may end with it.
  const pool = servingPool(stage, deed.by, legIn(before, phoneOf(stage, deed.by)));
  if (deed.verb === 'park') {
    await askToPark(stage, deed, of);
  } else await perform(stage, deed, { of, frames: CHECK_FRAMES });
  if (before !== undefined && deed.verb !== 'call') await watchRefusal(stage, before, parties, of);
  if (before !== undefined && deed.verb !== 'call') {
    const within = stage.candidate.bounds.setup;
    await listenBothWays(stage, before, parties, { of, frames: CHECK_FRAMES, within });
  }
  if (deed.verb === 'park' && poolsUp(stage).includes(pool) && stage.candidate.capabilities.includes('orbit-status')) {
    for (const orbit of orbitsToSee(stage, pool)) await lookUp(stage, { by: deed.by, pool, orbit, of });
  }
}
