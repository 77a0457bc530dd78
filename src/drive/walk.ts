/** Walks through the phases of a cell: reaches each by its transition, then takes its steps. */
import type { Missing } from '../fault/fault.ts';
import type { Phase, Step } from '../suite/cell.ts';
import { noteTrouble } from './act.ts';
import { moveOn } from './move-on.ts';
import { stageAftermath } from './stage-aftermath.ts';
import { sampleAll, stageCheck } from './stage-check.ts';
import { AS_SITUATION, perform } from './perform-deed.ts';
import type { LoadMeter } from './load-meter.ts';
import type { Stage } from './stage.ts';
import { noteStaying } from './staying.ts';

/** Brings the candidate into a phase; undefined when all proofs came, else what was missing. */
export type Reach = (stage: Stage, phase: Phase) => Promise<Missing | undefined>;

/** How a cell is walked, from its opening to its aftermath. */
export type Walk = (stage: Stage, reach: Reach, load: LoadMeter, goesOn?: () => boolean) => Promise<void>;

/**
 * Drives the whole cell. Throws when the bench fails; what the candidate does is never a reason to throw.
 *
 * @param goesOn  asked after each step and phase; the cell ends there, with its aftermath, when it says no
 */
export async function walk(stage: Stage, reach: Reach, load: LoadMeter, goesOn = (): boolean => true): Promise<void> {
  try {
    phases: for (const { phase, steps } of stage.cell.scenario) {
      const missing = await enterPhase(stage, phase, reach, load);
      if (missing !== undefined || !goesOn()) break;
      for (const step of steps) {
        await takeStep(stage, step, load);
        if (!goesOn()) break phases;
      }
    }
    await stageAftermath(stage, load);
  } catch (cause) {
    if (!stage.signal.aborted) noteTrouble(stage, cause);
    throw cause;
  }
}

/** Undefined when the phase is reached; else what was missing, which the history tells too. */
export async function enterPhase(
  stage: Stage,
  phase: Phase,
  reach: Reach,
  load: LoadMeter,
): Promise<Missing | undefined> {
  await stage.traffic?.settled(stage.signal);
  // Others that share the outage may take steps yet. What they take is no part of the way into the phase.
  await stage.ride?.meet();
  sampleAll(stage);
  // What was late before a phase is no excuse in it; what was late on the way to it is.
  stage.recorder.append({ kind: 'load', ...load.read() });
  stage.enteredAt = performance.now();
  if (phase === 'outage') stage.outageAt = stage.enteredAt;
  stage.recorder.append({ kind: 'phase', phase, state: 'entering' });
  const missing = await reach(stage, phase);
  stage.recorder.append({ kind: 'load', ...load.read() });
  // What a cell that was given up did not reach says nothing about the candidate.
  stage.signal.throwIfAborted();
  if (missing !== undefined) {
    stage.recorder.append({ kind: 'phase', phase, state: 'missed', ...missing });
    return missing;
  }
  stage.phase = phase;
  stage.recorder.append({ kind: 'phase', phase, state: 'reached' });
  noteStaying(stage);
  return undefined;
}

export async function takeStep(stage: Stage, step: Step, load: LoadMeter): Promise<void> {
  stage.signal.throwIfAborted();
  await moveOn(stage);
  if (step.kind === 'act') await perform(stage, step.deed, AS_SITUATION);
  else await stageCheck(stage, step, load);
}
