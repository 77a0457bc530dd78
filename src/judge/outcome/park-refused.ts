import type { Deed } from '../../suite/cell.ts';
import { stillConnected } from './connected.ts';
import { allOf, fail, type Finding, figure, inconclusive, pass, retold } from '../finding.ts';
import { type Lookup, type Parking, toldBy, unreadWords } from '../../dialect/reading.ts';
import { wasUnaware } from '../excuse/network-cost.ts';
import { parkingOf } from './parked.ts';
import { poolsUpIn } from '../../candidate/shared-address.ts';
import { name, refused } from './refusal.ts';
import type { Excerpt } from '../excerpt.ts';
import { unlessSilentBefore } from './silent-before.ts';
import { otherOf } from '../../suite/call-state.ts';
import type { PlannedCall } from '../../suite/planned-steps.ts';
import { WORDS } from '../sentences/field-words.ts';
import { unreadLookup } from './unread-lookup.ts';
import { watchedAfterRefusal } from './refusal-watched.ts';

/**
 * No park success, a final failure in time, the call still connected afterwards, and no orbit consumed. In `outage`
 * silence is refusal; in every other phase it is a failure.
 */
export function parkRefused(
  excerpt: Excerpt,
  deed: Extract<Deed, { verb: 'park' }>,
  before: PlannedCall | undefined,
): Finding {
  const { candidate } = excerpt.facts;
  const parking = parkingOf(excerpt, deed.call);
  const other = before === undefined ? undefined : otherOf(before, deed.by);
  if (parking?.request === undefined || parking.action.asked.n < excerpt.range.from || other === undefined) {
    return inconclusive('not-tried', { deed: name(deed), why: WORDS.nothingSent });
  }
  const { reply, request, action } = parking;
  const success = parkedAnyway(excerpt, parking);
  if (success !== undefined) return success;
  const answer = refused(excerpt, { what: name(deed), reply, sent: request, bound: candidate.bounds.park });
  const since = { n: request.n, t: request.t, what: WORDS.attempt };
  const pair = [other, deed.by] as const;
  const after = stillConnected(excerpt, deed.call, pair, since);
  const { gapMs: _unreported, ...figures } = after.figures;
  // Keys that are pressed, and a hold for the park, make it silent before the request itself is sent.
  const intact = unlessSilentBefore(excerpt, deed.call, pair, action.asked.n, { ...after, figures });
  const unused = noOrbitUsed(excerpt, parking);
  const seen = intact.verdict === 'inconclusive' ? allOf(answer, unused, intact) : allOf(answer, intact, unused);
  const all = allOf(seen, watchedAfterRefusal(excerpt, deed.call, reply));
  if (all.verdict === 'pass') return retold(all, 'park-refused', { call: deed.call, because: answer });
  // The refusal that dropped the call is told with it.
  if (answer.verdict !== 'pass' || intact.verdict !== 'fail') return all;
  return retold(all, 'call-lost-by-refusal', { refusal: answer.reason, because: intact });
}

function parkedAnyway(excerpt: Excerpt, parking: Parking): Finding | undefined {
  const { call, parker, pool, told: word, parkLeg, orbit, request } = parking;
  const at = orbit === undefined ? WORDS.onPool(pool) : WORDS.atOrbit(orbit, pool);
  const park = { parker, call, at, phase: excerpt.phase };
  if (request !== undefined && word?.parked === true) {
    const granted = { ...park, answer: word.words, after: figure(word.seen.t - request.t) };
    return fail('parked-although-forbidden', granted, { evidence: [word.seen.n] });
  }
  if (parkLeg === undefined || parkLeg.begun.n > excerpt.range.to) return undefined;
  const taken = { ...park, parkee: parkLeg.leg.tap };
  return fail('parkee-taken-although-forbidden', taken, { evidence: [parkLeg.begun.n] });
}

/** Where the pool shows its orbits: none may be taken that no successful park explains. */
function noOrbitUsed(excerpt: Excerpt, parking: Parking): Finding {
  const { facts, phase, actions } = excerpt;
  const { call, pool, request } = parking;
  const { capabilities, dialect } = facts.candidate;
  if (!capabilities.includes('orbit-status') || !poolsUpIn(phase, facts.candidate).includes(pool))
    return pass('nothing-wrong', {});
  const ids = new Set(actions.map(({ id }) => id));
  const after = facts.lookups.filter(
    (each) => ids.has(each.action.id) && each.pool === pool && each.action.asked.n > (request?.n ?? 0),
  );
  // Without an address for all orbits those that the call may have got were looked at one by one.
  const looks = dialect.state.all === undefined ? after : after.filter(({ orbit }) => orbit === undefined).slice(-1);
  const [first, ...rest] = looks.map((lookup) => nothingUsedIn(excerpt, parking, lookup));
  return first === undefined ? inconclusive('orbits-not-told', { call, pool }) : allOf(first, ...rest);
}

function nothingUsedIn({ facts, range }: Excerpt, { call, pool }: Parking, lookup: Lookup): Finding {
  const nothing = pass('nothing-wrong', {});
  if (lookup.request === undefined || !lookup.answered) {
    return unreadLookup(lookup) ?? inconclusive('orbits-not-told', { call, pool });
  }
  const known = facts.parkings.filter((parking) => parking.orbit !== undefined && parking.action.asked.n <= range.to);
  const surplus = lookup.shown.find(
    (shown) => !known.some((parking) => parking.pool === pool && parking.orbit === shown.orbit),
  );
  const evidence = [toldBy(lookup)];
  const unknowing = surplus === undefined ? undefined : wasUnaware(facts, lookup);
  if (unknowing !== undefined) return unknowing;
  const unread = unreadWords(lookup);
  if (surplus === undefined && unread !== undefined) {
    return inconclusive('orbits-unread', { call, pool, unread }, { evidence });
  }
  if (surplus === undefined) return { ...nothing, evidence, advisories: lookup.departures };
  const used = { call, orbit: surplus.orbit ?? WORDS.noOrbitNumber, pool };
  return fail('orbit-used-by-refused-park', used, { evidence });
}
