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
  const watched = (end?.t ?? since.t) - since.t;
  const needed = facts.candidate.bounds.disconnect;
  if (watched >= needed - EARLY) return pass('nothing-wrong', {});
  return inconclusive('watched-too-briefly', { call, watched: figure(watched), since: since.what, needed });
}

/** Before the outage nothing has happened that could end a call. */
function canEndCalls(phase: Phase): boolean {
  return phase !== 'normal';
}
