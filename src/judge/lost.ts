/** Calls that ended while nobody looked at them. */
import { type Case, legOf } from './case.ts';
import { howEnded } from './connected.ts';
import { standsAsPlanned } from './established.ts';
import { fail, type Finding, pass } from './finding.ts';
import { isLive, type Leg } from './legs.ts';
import type { Scene } from './scene.ts';
import { plannedAtEnd } from './situation.ts';

/** A call that the cell leaves connected stays so until it is hung up here, also while nobody looks at it. */
export function nothingLost({ matter, range }: Scene): Finding {
  for (const [call, planned] of plannedAtEnd(matter.cell)) {
    if (planned.state !== 'connected') continue;
    const last = matter.actions.findLast(({ call: label, asked }) => label === call && asked.n < range.from);
    if (last === undefined || !standsAsPlanned(matter, call, planned, last.range.to)) continue;
    const over = planned.pair
      .map((party) => legOf(matter, party, call, range.from))
      .find((leg) => leg !== undefined && !isLive(leg, range.from));
    if (over?.ended === undefined || wasParked(matter, call, over)) continue;
    return fail(`${over.tap} lost call ${call} before it was hung up: ${howEnded(over)}`, { evidence: [over.ended.n] });
  }
  return pass('');
}

/** Who has parked a call is out of it, whether he may park or not; the check of that park says so. */
function wasParked({ parkings }: Case, call: string, { accept }: Leg): boolean {
  return parkings.some(
    ({ call: label, takeover }) => label === call && takeover !== undefined && accept.n < takeover.invite.n,
  );
}
