/** Failures that our own bad network may be the cause of: something was waited for, and it had no fair chance to come. */
import type { Action } from './actions.ts';
import type { Case } from './case.ts';
import { type Finding, inconclusive } from './finding.ts';
import { hadTime } from './network.ts';
import type { Scene } from './scene.ts';

/** Timed failures only: what was seen to be wrong is wrong on any network. */
export function networkSlow(scene: Scene, finding: Finding): Finding | undefined {
  const { network } = scene.matter.run;
  if (network === undefined || !finding.timed) return undefined;
  const { matter, actions } = scene;
  for (const action of actions) {
    const waited = waitOf(matter, action, network.patience);
    const unfair = waited && hadTime(matter, waited.window, waited.bound);
    if (unfair !== undefined) return excuse(unfair.reason, finding, unfair.evidence);
  }
  return undefined;
}

/** What was waited for in vain, and how long it may take. */
function waitOf(
  { candidate }: Case,
  { asked, ended }: Action,
  patience: number,
): { readonly window: { readonly from: number; readonly to: number }; readonly bound: number } | undefined {
  if (ended?.state !== 'failed') return undefined;
  const bound = asked.within === undefined ? candidate.bounds.probe : asked.within - patience;
  // What failed before its time was up was answered, or could not be tried.
  if (ended.t - asked.t < bound) return undefined;
  return { window: { from: asked.t, to: ended.t }, bound };
}

function excuse(why: string, { reason, figures, evidence }: Finding, more: readonly number[]): Finding {
  return inconclusive(`${why}, so this proves nothing: ${reason}`, { figures, evidence: [...evidence, ...more] });
}
