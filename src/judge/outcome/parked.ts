import { endBy, isLive, type Leg } from '../evidence/legs.ts';
import { fail, type Finding, allOf, missing, pass, provenOf } from '../finding.ts';
import { say } from '../sentences/sentences.ts';
import { howEnded } from './connected.ts';
import { type Facts, isWithCandidate, legOf } from '../facts.ts';
import type { Seen } from '../evidence/seen-messages.ts';
import { inBound, wasUnaware, tookBetween } from '../excuse/network-cost.ts';
import { parkeeAlive } from './parkee-alive.ts';
import { describeReply } from '../evidence/observed-reply.ts';
import { absence, overdue } from './lack.ts';
import type { Excerpt } from '../excerpt.ts';
import { isParkedAt, type Parking, toldBy, unreadWords } from '../../dialect/reading.ts';
import { untried } from '../situation/untried.ts';
import type { Deed } from '../../suite/cell.ts';
import { WORDS } from '../sentences/field-words.ts';
import { FADING } from './third-party.ts';
import { orbitUntold } from './untold-orbit.ts';

/** The latest attempt to park a call, up to a moment. */
export function parkingOf(excerpt: Excerpt, call: string): Parking | undefined {
  return excerpt.facts.parkings.findLast(
    (parking) => parking.call === call && parking.action.asked.n <= excerpt.range.to,
  );
}

/** `can: park`: the park was granted in time, and the call is parked now. */
export function parks(excerpt: Excerpt, deed: Extract<Deed, { verb: 'park' }>): Finding {
  const { facts, range } = excerpt;
  const parking = parkingOf(excerpt, deed.call);
  if (parking === undefined || parking.action.asked.n < range.from) return untried(excerpt, deed, WORDS.nothingAsked);
  const { reply, request } = parking;
  const park = { parker: deed.by, call: deed.call, pool: parking.pool };
  if (reply.kind === 'not-sent') return untried(excerpt, deed, reply.words);
  if (reply.kind !== 'accepted' || request === undefined) {
    const bound = facts.candidate.bounds.park;
    const extra = { evidence: [reply.n], ...absence(facts, reply, request ?? excerpt, bound) };
    return fail('park-failed', { ...park, reply: describeReply(reply) }, extra);
  }
  const took = tookBetween(facts, request, reply);
  const bound = facts.candidate.bounds.park;
  const granted = inBound(took, bound, 'parkedAfterMs', {
    late: say('park-late', { ...park, took: took.own, bound }),
    good: say('park-in-time', { ...park, took: took.own }),
    evidence: [request.n, reply.n],
  });
  return provenOf({ ...granted, advisories: parking.departures }, isParked(excerpt, deed.call));
}

/**
 * The parkee is with the candidate and its dialog alive, the parker is free, and the orbit is known, inside the range of
 * the pool, and the call's alone.
 */
export function isParked(excerpt: Excerpt, call: string): Finding {
  const parking = parkingOf(excerpt, call);
  if (parking?.request === undefined) return fail('never-parked', { call });
  const parkee = parking.parkLeg?.leg.tap;
  const leg = parkee === undefined ? undefined : legOf(excerpt.facts, parkee, call, excerpt.range.to);
  if (leg === undefined) {
    return fail('no-party-parked', { parker: parking.parker, call }, { evidence: [parking.request.n] });
  }
  return allOf(
    withPool(excerpt, leg, call),
    parkerFree(excerpt, parking),
    hearsNobody(excerpt, parking, leg),
    orbitGiven(excerpt, parking, leg),
    parkeeAlive(excerpt, parking, leg),
  );
}

function withPool({ facts, range }: Excerpt, leg: Leg, call: string): Finding {
  const over = endBy(leg, range.to);
  if (over !== undefined) {
    const unanswered = givenUpFor(facts, leg);
    if (unanswered !== undefined) {
      const { probe } = facts.candidate.bounds;
      const answered = facts.messages.final(unanswered)?.t;
      const lack = answered === undefined ? overdue(facts, unanswered.t, probe) : answered - unanswered.t - probe;
      return missing('parkee-probe-failed', { party: leg.tap, call }, [unanswered.n, over.n], Math.max(0, lack));
    }
    return fail('no-longer-parked', { party: leg.tap, call, end: howEnded(leg) }, { evidence: [over.n] });
  }
  if (!isWithCandidate(facts, leg)) {
    const peer = leg.remoteTarget ?? WORDS.noAddress;
    return fail('not-with-park-server', { party: leg.tap, call, peer }, { evidence: [leg.accept.n] });
  }
  return pass('nothing-wrong', {}, { evidence: [leg.accept.n] });
}

/** The re-INVITE after which the phone gave its leg up, since no answer had come by then. */
function givenUpFor({ messages }: Facts, { tap, callId, ended }: Leg): Seen | undefined {
  if (ended?.how !== 'local-bye' || ended.expired !== undefined) return undefined;
  const last = messages.requests(tap, callId, 'INVITE', 'out').findLast(({ n }) => n < ended.n);
  if (last === undefined) return undefined;
  const answer = messages.final(last) ?? messages.unreadableTo(last);
  return answer === undefined || answer.n > ended.n ? last : undefined;
}

function parkerFree({ facts, range }: Excerpt, { parker, call, parkerLegs: legs, told }: Parking): Finding {
  const stillUp = legs.find((leg) => isLive(leg, range.to));
  if (stillUp !== undefined) {
    const lack = told === undefined ? 0 : overdue(facts, told.seen.t, facts.candidate.bounds.park);
    return missing('parker-still-up', { call, parker }, [stillUp.accept.n], lack);
  }
  return pass('nothing-wrong', {}, { evidence: legs.slice(-1).flatMap((leg) => leg.ended?.n ?? []) });
}

/** A parked party is with the candidate alone: it hears the parker, or another party, no more. */
function hearsNobody({ facts, lastLook }: Excerpt, { call, parkLeg, parkerLegs }: Parking, leg: Leg): Finding {
  if (lastLook === undefined || parkLeg === undefined) return pass('nothing-wrong', {});
  const { hearing } = facts;
  const left = parkerLegs.map(({ ended }) => ended?.t ?? 0);
  const since = Math.max(parkLeg.begun.t, ...left) + FADING;
  for (const party of facts.cell.parties) {
    const proof = hearing.sample({ tap: leg.tap, leg: leg.callId, voice: party }, lastLook);
    if (proof === undefined || proof.at <= since) continue;
    const heard = { party: leg.tap, call, speaker: party };
    // A harness that is late hears the last packets of a parker that has left late.
    const evidence = [leg.accept.n, proof.n];
    return fail('parkee-heard-party', heard, { evidence, timed: true, overMs: proof.at - since });
  }
  return pass('nothing-wrong', {});
}

function orbitGiven(excerpt: Excerpt, parking: Parking, leg: Leg): Finding {
  const { facts } = excerpt;
  const { call, orbit, pool, orbitEvidence } = parking;
  if (orbit === undefined) {
    const evidence = parking.told === undefined ? [] : [parking.told.seen.n];
    return orbitUntold(facts, parking, evidence);
  }
  const evidence = orbitEvidence === undefined ? [] : [orbitEvidence];
  const { first, last } = facts.candidate.pools[pool].orbits;
  if (!isInRange(orbit, { first, last })) {
    return fail('orbit-outside-range', { call, orbit, pool, first, last }, { evidence });
  }
  const other = occupant(excerpt, parking);
  if (other !== undefined) {
    const occupied = { call, orbit, pool, occupant: other.call };
    return fail('orbit-occupied', occupied, { evidence: [...evidence, other.orbitEvidence ?? other.action.asked.n] });
  }
  return allOf(pass('nothing-wrong', {}, { evidence }), shownAtOrbit(excerpt, parking, orbit, leg));
}

export function isInRange(orbit: string, { first, last }: { first: number; last: number }): boolean {
  return /^[0-9]{1,15}$/.test(orbit) && Number(orbit) >= first && Number(orbit) <= last;
}

/** Another call that had the same orbit while this one was given it. */
function occupant({ facts }: Excerpt, parking: Parking): Parking | undefined {
  const given = parking.told?.seen.n ?? parking.action.asked.n;
  return facts.parkings.find(
    ({ call, orbit, pool, action, parkLeg }) =>
      call !== parking.call &&
      orbit === parking.orbit &&
      pool === parking.pool &&
      action.asked.n < given &&
      parkLeg !== undefined &&
      isParkedAt(parkLeg, given) &&
      // A pool that has ended has forgotten its orbits, also those of calls whose parties were never told.
      !facts.phases.endedBetween(pool, parkLeg.begun.n, given),
  );
}

/** Where the profile offers dialog-info, the orbit must show the parkee's dialog. */
function shownAtOrbit({ facts, actions }: Excerpt, { pool, call }: Parking, orbit: string, leg: Leg): Finding {
  const ids = new Set(actions.map(({ id }) => id));
  const lookup = facts.lookups.findLast(
    (each) => ids.has(each.action.id) && each.orbit === orbit && each.pool === pool,
  );
  if (lookup === undefined || !facts.candidate.capabilities.includes('orbit-status')) return pass('nothing-wrong', {});
  const evidence = [toldBy(lookup)];
  if (lookup.unread !== undefined) {
    return fail('orbit-lookup-unreadable', { orbit, pool, why: lookup.unread.reason }, { evidence });
  }
  if (!lookup.answered) {
    const lack = overdue(facts, (lookup.request ?? lookup.action.asked).t, facts.candidate.bounds.probe);
    return missing('orbit-lookup-unanswered', { orbit, pool }, evidence, lack);
  }
  const shown = lookup.shown.find(({ callId }) => callId === undefined || callId === leg.callId);
  if (shown === undefined) {
    const unknowing = wasUnaware(facts, lookup);
    if (unknowing !== undefined) return unknowing;
    const code = lookup.shown.length === 0 ? 'orbit-showed-no-call' : 'orbit-showed-another-call';
    return fail(code, { orbit, pool, call, unread: unreadWords(lookup) }, { evidence });
  }
  if (!shown.parkedStates.includes(shown.state)) {
    const state = { orbit, pool, call, shown: shown.state, expected: shown.parkedStates.join(' or ') };
    return fail('orbit-showed-wrong-state', state, { evidence });
  }
  if (shown.orbit !== undefined && shown.orbit !== orbit) {
    return fail('call-shown-at-another-orbit', { orbit, pool, call, shown: shown.orbit }, { evidence });
  }
  return pass('nothing-wrong', {}, { evidence, advisories: lookup.departures });
}
