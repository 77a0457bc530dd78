/** Failures that our own bad network may be the cause of: something was waited for, and it had no fair chance to come. */
import type { Action } from '../evidence/actions.ts';
import type { Facts } from '../facts.ts';
import { type Finding, inconclusive } from '../finding.ts';
import { hadTime } from './network-cost.ts';
import type { Scene } from '../scene.ts';

/** Timed failures only: what was seen to be wrong is wrong on any network. */
export function networkSlow(scene: Scene, finding: Finding): Finding | undefined {
  const { network } = scene.facts.run;
  if (network === undefined || !finding.timed) return undefined;
  const { facts, actions } = scene;
  for (const action of actions) {
    const waited = waitOf(facts, action, network.patience);
    const unfair = waited && hadTime(facts, waited.window, waited.bound);
    if (unfair !== undefined) return excuse(unfair.reason, finding, unfair.evidence);
  }
  return undefined;
}

/** What was waited for in vain, and how long it may take. */
function waitOf(
  { candidate }: Facts,
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
