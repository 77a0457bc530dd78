/** The run that this jest process has planned by itself, because it was started without the command line. */
import { ENGINE_VARIABLE, RUN_VARIABLE } from './environment-variables.ts';
import { announceRun } from '../report/conclude.ts';
import { checkLocated } from '../runtime/remote/located-pair.ts';
import { resolvedCandidate } from '../runtime/remote/resolved-candidate.ts';
import { OwnEngine } from './own-engine.ts';
import type { OwnPlan } from './plan-specs.ts';

interface OwnRun {
  readonly folder: string;
  readonly engine: OwnEngine;
}

let run: OwnRun | undefined;

export function ownRun(): OwnRun | undefined {
  return run;
}

/**
 * Lets the workers that jest starts from now on find the run and its engine.
 *
 * @param atATime  how many cells may be under way, 1 or more; of a pair that runs already it is one
 */
export async function beginOwnRun(plan: OwnPlan, atATime: number): Promise<void> {
  await endOwnRun();
  const { folder, together } = plan;
  const candidate = await resolvedCandidate(plan.candidate);
  await checkLocated(candidate);
  // A pair that is there once suffers one outage at a time.
  const engine = await OwnEngine.start({ folder, candidate, together }, candidate.runtime === 'remote' ? 1 : atATime);
  await announceRun(folder);
  process.env[RUN_VARIABLE] = folder;
  process.env[ENGINE_VARIABLE] = engine.place;
  run = { folder, engine };
}

/** Returns the run that has ended, where there was one. */
export async function endOwnRun(): Promise<OwnRun | undefined> {
  const ended = run;
  if (ended === undefined) return undefined;
  run = undefined;
  delete process.env[RUN_VARIABLE];
  delete process.env[ENGINE_VARIABLE];
  await ended.engine.close();
  return ended;
}
