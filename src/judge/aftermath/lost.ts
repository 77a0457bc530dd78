/** Calls that ended while no check looked at them. */
import { type Facts, legOf } from '../facts.ts';
import { howEnded } from '../outcome/connected.ts';
import { standsAsPlanned } from '../situation/established.ts';
import { fail, type Finding, inconclusive, pass } from '../finding.ts';
import { isLive, type Leg } from '../evidence/legs.ts';
import type { Action } from '../evidence/actions.ts';
import { type Range, within } from '../evidence/hearing.ts';
import { legsIn } from '../evidence/ownership.ts';
import type { Excerpt } from '../excerpt.ts';
import { tooBriefly } from '../outcome/watched.ts';
import type { Party } from '../../suite/cell.ts';
import { plannedAtEnd } from '../../suite/planned-steps.ts';

/** After any of them a pool may end the call, but not at once. */
const DEEDS: ReadonlySet<Action['verb']> = new Set(['call', 'retrieve', 'hold', 'resume', 'transfer']);

/**
 * A call that the cell leaves connected stays so until it is hung up here, also while no check looks at it. Since the last
 * deed in it `bounds.disconnect` must have passed by then.
 */
export function nothingLost({ facts, range }: Excerpt): Finding {
  let briefly: Finding | undefined;
  for (const [call, planned] of plannedAtEnd(facts.cell)) {
    if (planned.state !== 'connected') continue;
    const actions = facts.actionLog.ofCall(call);
    const last = actions.findLast(({ asked }) => asked.n < range.from);
    if (last === undefined || !standsAsPlanned(facts, call, planned, last.range.to)) continue;
    const until = hungUpAt(facts, planned.pair, call, range);
    const over = planned.pair
      .map((party) => legOf(facts, party, call, until.n))
      .find((leg) => leg !== undefined && !isLive(leg, until.n) && !wasParkers(facts, call, leg));
    if (over?.ended !== undefined) {
      return fail('call-lost-unwatched', { party: over.tap, call, end: howEnded(over) }, { evidence: [over.ended.n] });
    }
    const deed = actions.findLast(
      ({ verb, ended, asked }) => DEEDS.has(verb) && ended?.state === 'done' && asked.n < range.from,
    );
    const brief = tooBriefly(deed?.ended ?? { t: Number.NEGATIVE_INFINITY }, until, facts.candidate.bounds.disconnect);
    if (brief !== undefined)
      briefly ??= inconclusive('last-deed-watched-too-briefly', { call, ...brief }, { evidence: [deed?.asked.n ?? 0] });
  }
  return briefly ?? pass('nothing-wrong', {});
}

/** When the first of the two was hung up by its phone in the aftermath; else its end. */
function hungUpAt(
  facts: Facts,
  pair: readonly Party[],
  call: string,
  range: Range,
): { readonly n: number; readonly t: number } {
  const byes = pair.flatMap((party) => legsIn(facts.owners, party, call)).flatMap(({ ended }) => ended ?? []);
  const first = byes.filter(({ how, n }) => how === 'local-bye' && within(n, range)).toSorted((a, b) => a.n - b.n)[0];
  if (first !== undefined) return { n: first.n - 1, t: first.t };
  return { n: range.to, t: facts.events.at(-1)?.t ?? 0 };
}

/**
 * A parker has left the call, whether it may park or not; the check of that park says so. With a B2BUA the leg of the parkee is
 * as old, and goes on.
 */
function wasParkers({ parkings }: Facts, call: string, { accept, tap, callId }: Leg): boolean {
  return parkings.some(
    ({ call: label, parkLeg }) =>
      label === call &&
      parkLeg !== undefined &&
      accept.n < parkLeg.begun.n &&
      !(parkLeg.leg.tap === tap && parkLeg.leg.callId === callId),
  );
}
