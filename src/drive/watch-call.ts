/** Watching a call that should stay as it is, before anybody looks whether it has. */
import { partiesOf } from '../suite/call-state.ts';
import type { Party } from '../suite/cell.ts';
import { act, done } from './act.ts';
import { REFUSAL_WATCHED } from '../candidate/bounds.ts';
import { watchForEnd } from './await-voices.ts';
import { type BookedCall, legIn } from './call-book.ts';
import { homePool, patienceOf, phoneOf, poolsUp, type Stage } from './stage.ts';

/**
 * Waits until the phase has lasted for `bounds.disconnect`, the time in which a pool that ends a call does so, or until a
 * leg ends. Not before the outage, when nothing has happened to the call.
 */
export async function watchCall(stage: Stage, call: BookedCall, parties: readonly Party[], of: string): Promise<void> {
  if (stage.phase !== 'normal') await watchFor(stage, call, parties, { since: stage.enteredAt, of });
}

/** Waits until a call that the outage ends, or the phase where it was parked later, must have ended: a party that has no leg left needs no waiting. */
export async function awaitDrop(stage: Stage, call: BookedCall, parties: readonly Party[], of: string): Promise<void> {
  if (stage.outageAt === undefined) return;
  const isYounger = (call.parkedAt ?? 0) > stage.outageAt;
  await watchFor(stage, call, parties, { since: isYounger ? stage.enteredAt : stage.outageAt, of });
}

async function watchFor(
  stage: Stage,
  call: BookedCall,
  parties: readonly Party[],
  { since, of }: { since: number; of: string },
): Promise<void> {
  // An end that our own network loses shows later; the call may not be watched until its pool gives it back by itself.
  const bound = stage.candidate.bounds.disconnect - patienceOf(stage);
  const within = since + bound - performance.now();
  if (within <= 0) return;
  const isUp = (): boolean => parties.every((party) => legIn(call, phoneOf(stage, party)) !== undefined);
  if (!isUp()) return;
  await act(stage, { verb: 'watch', call: call.label, within: Math.ceil(within), of }, async () => {
    await stage.recorder.next((event) => event.kind === 'sip' && !isUp(), within, stage.signal);
    return done;
  });
}

/** Watches a call after a deed that must be refused, until a leg of it ends. Where no pool is up to carry anything out there is nothing to see. */
export async function watchRefusal(
  stage: Stage,
  call: BookedCall,
  parties: readonly Party[],
  of: string,
): Promise<void> {
  if (!poolsUp(stage).includes(homePool(stage))) return;
  const isUp = (): boolean => parties.every((party) => legIn(call, phoneOf(stage, party)) !== undefined);
  if (!isUp()) return;
  await act(stage, { verb: 'watch', call: call.label, within: REFUSAL_WATCHED, of }, async () => {
    await stage.recorder.next((event) => event.kind === 'sip' && !isUp(), REFUSAL_WATCHED, stage.signal);
    return done;
  });
}

/**
 * Watches the calls that the cell leaves connected until `bounds.disconnect` has passed since the last deed in each, or
 * until a leg of one ends: a pool may end a call, but not at once.
 */
export async function watchLastDeeds(stage: Stage, of: string): Promise<void> {
  const standing = stage.book.all().filter(({ state }) => state?.state === 'connected');
  await Promise.all(standing.map((call) => watchFor(stage, call, partiesOf(call.state), { since: call.deedAt, of })));
}

/**
 * One party has left with a BYE that was answered. Waits for the legs of the others that have Call-IDs of their own: these
 * are the candidate's to end. A BYE for the same Call-ID has come from the party that left.
 */
export async function watchOthersLeave(
  stage: Stage,
  call: BookedCall,
  gone: { readonly by: Party; readonly callId: string },
  of: string | undefined,
): Promise<void> {
  const within = stage.candidate.bounds.disconnect;
  const others = [...call.legs.keys()].filter((party) => party !== gone.by && call.legs.get(party) !== gone.callId);
  await Promise.all(
    others.map(async (party) => {
      const phone = phoneOf(stage, party);
      const leg = legIn(call, phone);
      if (leg !== undefined) await watchForEnd(stage, call, leg, { by: phone, of, within });
    }),
  );
}
