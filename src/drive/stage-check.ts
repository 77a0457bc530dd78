/** Stages a check: does what must be seen, so that it can be judged later. Says nothing about how it turned out. */
import type { Check, Expectation } from '../suite/cell.ts';
import { act, done } from './act.ts';
import { stageCan, stageCannot } from './stage-deed.ts';
import { stageOutcome } from './stage-outcome.ts';
import { stageOutlives } from './stage-outlives.ts';
import { stageSetting } from './stage-setting.ts';
import { register } from './perform-deed.ts';
import { listenAgain } from './await-voices.ts';
import type { LoadMeter } from './load-meter.ts';
import type { Stage } from './stage.ts';
import { waitLonger } from './vain-waits.ts';

export async function stageCheck(stage: Stage, check: Pick<Check, 'id' | 'expect'>, load: LoadMeter): Promise<void> {
  await frame(stage, check.id, load, (of) => expectation(stage, check.expect, of));
}

/** Frames a check in the history; who is heard at its end, and how late the harness ran, belong to it. */
export async function frame(
  stage: Stage,
  check: string,
  load: LoadMeter,
  staging: (of: string) => Promise<void>,
): Promise<void> {
  await act(stage, { verb: 'check', check }, async (id) => {
    stage.heard.length = 0;
    await staging(id);
    await waitLonger(stage, id, load);
    await stage.faultWatch.look();
    await listenAgain(stage, id);
    // Phones that are made to hang up let go of everything that was waited for: a check that is cut short is not done.
    stage.signal.throwIfAborted();
    sampleAll(stage);
    stage.recorder.append({ kind: 'load', ...load.read() });
    return done;
  });
}

export function sampleAll(stage: Stage): void {
  for (const phone of stage.phones.values()) phone.sample();
}

async function expectation(stage: Stage, expect: Expectation, of: string): Promise<void> {
  switch (expect.kind) {
    case 'is':
      return stageOutcome(stage, expect, of);
    case 'can':
      return stageCan(stage, expect.deed, of);
    case 'cannot':
      return stageCannot(stage, expect.deed, of);
    case 'setting':
      return stageSetting(stage, expect, of);
    case 'outlives':
      return stageOutlives(stage, expect, of);
    case 'announces':
      await register(stage, expect.by, of);
  }
}
