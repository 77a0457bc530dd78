import type { Deed } from '../../suite/cell.ts';
import { stillConnected } from './connected.ts';
import { allOf, type Finding } from '../finding.ts';
import { fail, inconclusive, pass } from '../unworded.ts';
import { ms } from '../sentences/phrases.ts';
import { toldBy, wasAnswered } from '../evidence/lookups.ts';
import { knewNot } from '../excuse/network-cost.ts';
import { parkingOf } from './parked.ts';
import type { Parking } from '../evidence/parkings.ts';
import { poolsUp } from '../evidence/phases.ts';
import { name, refused } from './refusal.ts';
import { referralReply } from '../evidence/observed-reply.ts';
import type { Scene } from '../evidence/scene.ts';
import { unlessSilentBefore } from './silent-before.ts';
import { otherOf, type PlannedCall } from '../situation/planned-calls.ts';

/**
 * No park success, a final failure in time, the call still connected afterwards, and no orbit consumed. In `outage`
 * silence is refusal; in resiliency mode it is a failure.
 */
export function parkRefused(
  scene: Scene,
  deed: Extract<Deed, { verb: 'park' }>,
  before: PlannedCall | undefined,
): Finding {
  const { candidate } = scene.facts;
  const parking = parkingOf(scene, deed.call);
  const other = before === undefined ? undefined : otherOf(before, deed.by);
  if (parking?.refer === undefined || parking.action.asked.n < scene.range.from || other === undefined) {
    return inconclusive(`${name(deed)} was not tried`);
  }
  const { refer } = parking;
  const success = parkedAnyway(scene, parking);
  if (success !== undefined) return success;
  const reply = referralReply(parking, parking.action);
  const answer = refused(scene, { what: name(deed), reply, sent: refer, bound: candidate.bounds.park });
  const since = { n: refer.n, t: refer.t, what: 'the attempt' };
  const pair = [other, deed.by] as const;
  const after = stillConnected(scene, deed.call, pair, since);
  const { gapMs: _unreported, ...figures } = after.figures;
  const intact = unlessSilentBefore(scene, deed.call, pair, refer.n, { ...after, figures });
  const unused = noOrbitUsed(scene, parking);
  const all = intact.verdict === 'inconclusive' ? allOf(answer, unused, intact) : allOf(answer, intact, unused);
  return all.verdict === 'pass'
    ? { ...all, reason: `${answer.reason}; call ${deed.call} stayed connected` }
    : told(all, answer, intact);
}

/** A dropped call is worth telling together with the refusal that dropped it. */
function told(all: Finding, answer: Finding, intact: Finding): Finding {
  if (answer.verdict !== 'pass' || intact.verdict !== 'fail') return all;
  return { ...all, reason: `${answer.reason}, but the call did not survive it: ${intact.reason}` };
}

function parkedAnyway(scene: Scene, parking: Parking): Finding | undefined {
  const { call, parker, pool, outcome, takeover, orbit, refer } = parking;
  const where = orbit === undefined ? `on ${pool}` : `at orbit ${orbit} of ${pool}`;
  const although = scene.phase === 'outage' ? 'in the outage' : 'in resiliency mode';
  if (refer !== undefined && outcome !== undefined && outcome.status < 300) {
    const words = `final sipfrag "${outcome.status} ${outcome.reason}" after ${ms(outcome.seen.t - refer.t)}`;
    return fail(`${parker} parked call ${call} ${where} although the pool was ${although}: ${words}`, {
      evidence: [outcome.seen.n],
    });
  }
  if (takeover === undefined || takeover.accept.n > scene.range.to) return undefined;
  return fail(
    `${parker} parked call ${call} ${where} although the pool was ${although}: ${takeover.tap} was taken over`,
    {
      evidence: [takeover.accept.n],
    },
  );
}

/** Where the pool shows its orbits: none may be taken that no successful park explains. */
function noOrbitUsed({ facts, phase, actions, range }: Scene, { call, pool }: Parking): Finding {
  const nothing = pass(`no orbit of ${pool} was used for call ${call}`);
  if (!facts.candidate.capabilities.includes('orbit-status') || !poolsUp(phase).includes(pool)) return nothing;
  const ids = new Set(actions.map(({ id }) => id));
  const lookup = facts.lookups.findLast(
    (each) => ids.has(each.action.id) && each.pool === pool && each.orbit === undefined,
  );
  if (lookup?.subscribe === undefined || !wasAnswered(lookup)) {
    return inconclusive(`${pool} did not say which of its orbits are in use, so call ${call} may have used one`);
  }
  const known = facts.parkings.filter((parking) => parking.orbit !== undefined && parking.action.asked.n <= range.to);
  const surplus = lookup.shown.find(
    (shown) => !known.some((parking) => parking.pool === pool && parking.orbit === shown.orbit),
  );
  const evidence = [toldBy(lookup)];
  const unknowing = surplus === undefined ? undefined : knewNot(facts, lookup);
  if (unknowing !== undefined) return unknowing;
  if (surplus === undefined) return { ...nothing, evidence };
  return fail(
    `the park of call ${call} was refused but orbit ${surplus.orbit ?? 'without a number'} of ${pool} is in use since`,
    { evidence },
  );
}
