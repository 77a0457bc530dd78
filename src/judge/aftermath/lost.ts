/** Calls that ended while no check looked at them. */
import { type Facts, legOf } from '../facts.ts';
import { howEnded } from '../outcome/connected.ts';
import { standsAsPlanned } from '../situation/established.ts';
import { fail, type Finding, pass } from '../finding.ts';
import { isLive, type Leg } from '../evidence/legs.ts';
import type { Excerpt } from '../excerpt.ts';
import { plannedAtEnd } from '../../suite/planned-steps.ts';

/** A call that the cell leaves connected stays so until it is hung up here, also while no check looks at it. */
export function nothingLost({ facts, range }: Excerpt): Finding {
  for (const [call, planned] of plannedAtEnd(facts.cell)) {
    if (planned.state !== 'connected') continue;
    const last = facts.actionLog.ofCall(call).findLast(({ asked }) => asked.n < range.from);
    if (last === undefined || !standsAsPlanned(facts, call, planned, last.range.to)) continue;
    const over = planned.pair
      .map((party) => legOf(facts, party, call, range.from))
      .find((leg) => leg !== undefined && !isLive(leg, range.from));
    if (over?.ended === undefined || wasParked(facts, call, over)) continue;
    return fail('call-lost-unwatched', { party: over.tap, call, end: howEnded(over) }, { evidence: [over.ended.n] });
  }
  return pass('nothing-wrong', {});
}

/** A parker has left the call, whether it may park or not; the check of that park says so. */
function wasParked({ parkings }: Facts, call: string, { accept }: Leg): boolean {
  return parkings.some(
    ({ call: label, parkLeg }) => label === call && parkLeg !== undefined && accept.n < parkLeg.begun.n,
  );
}
