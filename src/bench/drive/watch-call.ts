/** Watching a call that should stay as it is, before anybody looks whether it has. */
import type { Party } from '../../spec/cell.ts';
import { act, done } from './action.ts';
import { type BookedCall, legIn } from './call-book.ts';
import { phoneOf, type Stage } from './stage.ts';

/**
 * Waits until the phase has lasted for `bounds.disconnect`, the time in which a pool that ends a call does so, or until a
 * leg ends. Not before the outage, when nothing has happened to the call.
 */
export async function watchCall(stage: Stage, call: BookedCall, parties: readonly Party[], of: string): Promise<void> {
  // An end that our own network loses shows later; the call may not be watched until its pool gives it back by itself.
  const bound = stage.candidate.bounds.disconnect - (stage.traffic?.patience ?? 0);
  const within = stage.enteredAt + bound - performance.now();
  if (stage.phase === 'normal' || within <= 0) return;
  const isUp = (): boolean => parties.every((party) => legIn(call, phoneOf(stage, party)) !== undefined);
  if (!isUp()) return;
  await act(stage, { verb: 'watch', call: call.label, within: Math.ceil(within), of }, async () => {
    await stage.recorder.next((event) => event.kind === 'sip' && !isUp(), within, stage.signal);
    return done;
  });
}
