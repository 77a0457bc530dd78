/** Failures that our own bad network may be the cause of: something was waited for, and it had no fair chance to come. */
import type { Action } from '../evidence/actions.ts';
import type { Facts } from '../facts.ts';
import { isRequest } from '../evidence/seen-messages.ts';
import { type Finding, figure, inconclusive } from '../finding.ts';
import { type CutWait, cutWait } from './network-cost.ts';
import type { Excerpt } from '../excerpt.ts';

/** A failure that was seen is one on any network, but for what did not come in time, and what came out of turn. */
export function networkSlow(excerpt: Excerpt, finding: Finding): Finding | undefined {
  const { network } = excerpt.facts.run;
  if (network === undefined) return undefined;
  const late = outOfTurn(excerpt, finding);
  if (late !== undefined || !finding.timed) return late;
  const { facts, actions } = excerpt;
  for (const action of actions) {
    const waited = waitOf(facts, action, network.patience);
    const cut = waited && cutWait(facts, waited.window, waited.bound);
    if (cut !== undefined) return excuse(cut, finding);
  }
  return undefined;
}

/**
 * A failure that rests on a request which our network held back until a later one of its dialog had come: the phone had to refuse
 * it then (RFC 3261 12.2.2).
 */
function outOfTurn({ facts }: Excerpt, finding: Finding): Finding | undefined {
  const { messages, crossings } = facts;
  const cited = finding.evidence.flatMap((n) => messages.during({ from: n, to: n }));
  for (const seen of cited) {
    if (!isRequest(seen) || seen.direction !== 'in') continue;
    const { n, t, tap, callId, seq, message } = seen;
    const first = { n: crossings.first({ n }), t: crossings.outside({ n, t }) };
    const overtaken = messages
      .of(tap, callId)
      .some(
        (other) => isRequest(other) && other.direction === 'in' && other.seq > seq && other.n > first.n && other.n < n,
      );
    if (!overtaken) continue;
    const held = { method: message.method, party: tap, took: figure(t - first.t), because: finding };
    return inconclusive('request-held-out-of-turn', held, { figures: finding.figures, evidence: finding.evidence });
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
