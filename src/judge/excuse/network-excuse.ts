/** Failures that our own bad network may be the cause of: something was waited for, and it had no fair chance to come. */
import type { Action } from '../evidence/actions.ts';
import type { Facts } from '../facts.ts';
import { type Finding, inconclusive } from '../finding.ts';
import { type CutWait, cutWait } from './network-cost.ts';
import type { Excerpt } from '../excerpt.ts';

/** Timed failures only: what was seen to be wrong is wrong on any network. */
export function networkSlow(excerpt: Excerpt, finding: Finding): Finding | undefined {
  const { network } = excerpt.facts.run;
  if (network === undefined || !finding.timed) return undefined;
  const { facts, actions } = excerpt;
  for (const action of actions) {
    const waited = waitOf(facts, action, network.patience);
    const cut = waited && cutWait(facts, waited.window, waited.bound);
    if (cut !== undefined) return excuse(cut, finding);
  }
  return undefined;
}

/** The message that was waited for in vain, and how long it may take. */
function waitOf(
  { candidate }: Facts,
  { asked, ended }: Action,
  patience: number,
): { readonly window: { readonly from: number; readonly to: number }; readonly bound: number } | undefined {
  if (ended?.state !== 'failed') return undefined;
  const bound = asked.within === undefined ? candidate.bounds.probe : asked.within - patience;
  // An action that failed before its time was up was answered, or could not be tried.
  if (ended.t - asked.t < bound) return undefined;
  return { window: { from: asked.t, to: ended.t }, bound };
}

function excuse({ took, waited, evidence }: CutWait, finding: Finding): Finding {
  const extra = { figures: finding.figures, evidence: [...finding.evidence, ...evidence] };
  return inconclusive('wait-cut-by-network', { took, waited, because: finding }, extra);
}
