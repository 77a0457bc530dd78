/** Staging of `outlives:`: waits until a timer of the park must have gone off, if it was not stopped. */
import { pickupTolerance } from '../candidate/bounds.ts';
import { partiesOf } from '../suite/call-state.ts';
import type { Expectation } from '../suite/cell.ts';
import { act, done } from './act.ts';
import { CHECK_FRAMES, listenBothWays } from './await-voices.ts';
import type { BookedCall } from './call-book.ts';
import { patienceOf, type Stage } from './stage.ts';

type TimerCheck = Extract<Expectation, { kind: 'outlives' }>;

/** A call that waits still has no timer to outlive. */
export async function stageOutlives(stage: Stage, expect: TimerCheck, of: string): Promise<void> {
  const call = stage.book.get(expect.call);
  const declared = stage.candidate.settings[expect.of].pickupTimeout;
  if (call?.parkedAt === undefined || call.state?.state === 'parked' || declared === undefined) return;
  const due = call.parkedAt + declared + pickupTolerance(declared) + patienceOf(stage);
  await watchUntil(stage, call, due, of);
  const within = stage.candidate.bounds.setup;
  await listenBothWays(stage, call, partiesOf(call.state), { of, frames: CHECK_FRAMES, within });
}

/** To the end, whatever comes meanwhile: what a late timer does to the call takes a while, too. */
async function watchUntil(stage: Stage, call: BookedCall, due: number, of: string): Promise<void> {
  const within = Math.ceil(due - performance.now());
  if (within <= 0) return;
  await act(stage, { verb: 'watch', call: call.label, within, of }, async () => {
    await stage.recorder.next(() => false, within, stage.signal);
    return done;
  });
}
