/**
 * Staying as it was can only be seen by looking for a while. A pool that ends a call may take `bounds.disconnect` to do
 * so; hence a call that stays must have been watched for as long since its phase was entered.
 */
import type { Phase } from '../../suite/cell.ts';
import { type Finding, figure, inconclusive, pass } from '../finding.ts';
import type { Excerpt } from '../excerpt.ts';

/** Timers may fire this much early, in ms. */
export const EARLY = 5;

export function watchedLongEnough({ facts, phase, range }: Excerpt, call: string): Finding {
  if (!canEndCalls(phase)) return pass('nothing-wrong', {});
  const since = facts.phases.lastChange(range.from);
  const end = facts.events.findLast(({ n }) => n <= range.to);
  const brief = tooBriefly(since, end, facts.candidate.bounds.disconnect);
  if (brief === undefined) return pass('nothing-wrong', {});
  return inconclusive('watched-too-briefly', { call, since: since.what, ...brief });
}

/**
 * That nothing happened can only be seen by looking for a while, and a pass that needs it needs that as well. Undefined where
 * it was looked for `needed` ms.
 */
export function tooBriefly(
  since: { readonly t: number },
  end: { readonly t: number } | undefined,
  needed: number,
): { readonly watched: number; readonly needed: number } | undefined {
  const watched = (end ?? since).t - since.t;
  return watched >= needed - EARLY ? undefined : { watched: figure(Math.max(0, watched)), needed };
}

/** Before the outage nothing has happened that could end a call. */
function canEndCalls(phase: Phase): boolean {
  return phase !== 'normal';
}
