import { endBy, isLive, type Leg } from '../evidence/legs.ts';
import { type Finding, allOf, provenOf } from '../finding.ts';
import { fail, inconclusive, missing, pass } from '../unworded.ts';
import { ms } from '../sentences/phrases.ts';
import { howEnded } from './connected.ts';
import { isWithCandidate, legOf } from '../facts.ts';
import { music } from '../evidence/heard-music.ts';
import { inBound, knewNot, tookBetween } from '../excuse/network-cost.ts';
import { pausing } from './paused-voice.ts';
import { describeReply, isAbsent } from '../evidence/observed-reply.ts';
import { hears, type Scene } from '../scene.ts';
import { isParkedAt, type Parking, toldBy, unreadWords } from '../../dialect/reading.ts';
import { untried } from '../situation/untried.ts';
import type { Deed } from '../../suite/cell.ts';

/** The latest attempt to park a call, up to a moment. */
export function parkingOf(scene: Scene, call: string): Parking | undefined {
  return scene.facts.parkings.findLast((parking) => parking.call === call && parking.action.asked.n <= scene.range.to);
}

/** `can: park`: the park was granted in time, and the call is parked now. */
export function parks(scene: Scene, deed: Extract<Deed, { verb: 'park' }>): Finding {
  const { facts, range } = scene;
  const parking = parkingOf(scene, deed.call);
  if (parking === undefined || parking.action.asked.n < range.from)
    return untried(scene, deed, 'nothing was asked of the phone');
  const { reply, request } = parking;
  const who = `${deed.by} parked call ${deed.call} on ${parking.pool}`;
  if (reply.kind === 'not-sent') return untried(scene, deed, reply.words);
  if (reply.kind !== 'accepted' || request === undefined) {
    return fail(`${deed.by} could not park call ${deed.call} on ${parking.pool}: ${describeReply(reply)}`, {
      evidence: [reply.n],
      timed: isAbsent(reply),
    });
  }
  const took = tookBetween(facts, request, reply);
  const granted = inBound(took, facts.candidate.bounds.park, 'parkedAfterMs', {
    late: `${who} only after ${ms(took.own)}`,
    good: `${who} after ${ms(took.own)}`,
    evidence: [request.n, reply.n],
  });
  return provenOf({ ...granted, advisories: parking.departures }, isParked(scene, deed.call));
}

/**
 * The parkee is with the candidate and its dialog alive, the parker is free, and the orbit is known, inside the range of
 * the pool, and the call's alone.
 */
export function isParked(scene: Scene, call: string): Finding {
  const parking = parkingOf(scene, call);
  if (parking?.request === undefined) return fail(`call ${call} was never parked`);
  const parkee = parking.parkLeg?.leg.tap;
  const leg = parkee === undefined ? undefined : legOf(scene.facts, parkee, call, scene.range.to);
  if (leg === undefined) {
    return fail(`call ${call} was not parked: no party of it was left with the park server by ${parking.parker}`, {
      evidence: [parking.request.n],
    });
  }
  return allOf(
    withPool(scene, leg, call),
    parkerFree(scene, parking),
    hearsNobody(scene, parking, leg),
    orbitGiven(scene, parking, leg),
    alive(scene, parking, leg),
  );
}

function withPool({ facts, range }: Scene, leg: Leg, call: string): Finding {
  const over = endBy(leg, range.to);
  if (over !== undefined) {
    return fail(`${leg.tap} is no longer parked in call ${call}: ${howEnded(leg)}`, { evidence: [over.n] });
  }
  if (!isWithCandidate(facts, leg)) {
    return fail(`${leg.tap} is not with the park server in call ${call} but with ${leg.remoteTarget ?? 'nobody'}`, {
      evidence: [leg.accept.n],
    });
  }
  return pass(`${leg.tap} is with the park server`, { evidence: [leg.accept.n] });
}

function parkerFree({ range }: Scene, { parker, call, parkerLegs: legs }: Parking): Finding {
  const stuck = legs.find((leg) => isLive(leg, range.to));
  if (stuck !== undefined) {
    return missing(`call ${call} is parked but the leg of ${parker} is still up`, [stuck.accept.n]);
  }
  return pass(`${parker} is free`, { evidence: legs.slice(-1).flatMap((leg) => leg.ended?.n ?? []) });
}

/** A voice that is heard for longer than this after the music began, or after the parker left, is none that just fades, in ms. */
const FADING = 100;

/** A parked party is with the candidate alone: the parker, or anybody else, is heard by it no more. */
function hearsNobody({ facts, lastLook }: Scene, { call, parkLeg, parkerLegs }: Parking, leg: Leg): Finding {
  if (lastLook === undefined || parkLeg === undefined) return pass('');
  const { hearing } = facts;
  const left = parkerLegs.map(({ ended }) => ended?.t ?? 0);
  const since = Math.max(parkLeg.begun.t, ...left) + FADING;
  for (const party of facts.cell.parties) {
    const proof = hearing.sample({ tap: leg.tap, leg: leg.callId, voice: party }, lastLook);
    if (proof === undefined || proof.at <= since) continue;
    return fail(`${leg.tap} is said to be parked in call ${call} but hears ${party}`, {
      evidence: [leg.accept.n, proof.n],
    });
  }
  return pass('');
}

function orbitGiven(scene: Scene, parking: Parking, leg: Leg): Finding {
  const { facts } = scene;
  const { call, orbit, pool, orbitEvidence } = parking;
  if (orbit === undefined) {
    const evidence = parking.told === undefined ? [] : [parking.told.seen.n];
    return fail(
      `call ${call} was said to be parked but no orbit was told, neither by the park nor when the pool was asked`,
      {
        evidence,
      },
    );
  }
  const evidence = orbitEvidence === undefined ? [] : [orbitEvidence];
  const { first, last } = facts.candidate.pools[pool].orbits;
  if (!isInRange(orbit, { first, last })) {
    return fail(`call ${call} was parked at orbit ${orbit}, outside the range ${first}-${last} of the ${pool} pool`, {
      evidence,
    });
  }
  const other = occupant(scene, parking);
  if (other !== undefined) {
    const text = `call ${call} was parked at orbit ${orbit} of ${pool}, where call ${other.call} was still parked`;
    return fail(text, { evidence: [...evidence, other.orbitEvidence ?? other.action.asked.n] });
  }
  return allOf(pass(`orbit ${orbit} of ${pool}`, { evidence }), shownAtOrbit(scene, parking, leg));
}

export function isInRange(orbit: string, { first, last }: { first: number; last: number }): boolean {
  return /^[0-9]{1,15}$/.test(orbit) && Number(orbit) >= first && Number(orbit) <= last;
}

/** Another call that had the same orbit while this one was given it. */
function occupant({ facts }: Scene, parking: Parking): Parking | undefined {
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
function shownAtOrbit({ facts, actions }: Scene, parking: Parking, leg: Leg): Finding {
  const { orbit, pool, call } = parking;
  const ids = new Set(actions.map(({ id }) => id));
  const lookup = facts.lookups.findLast(
    (each) => ids.has(each.action.id) && each.orbit === orbit && each.pool === pool,
  );
  if (lookup === undefined || !facts.candidate.capabilities.includes('orbit-status'))
    return pass(`orbit ${orbit} of ${pool}`);
  const evidence = [toldBy(lookup)];
  const where = `orbit ${orbit} of ${pool}`;
  if (!lookup.answered) return missing(`${where} could not be looked up: the pool did not say what is there`, evidence);
  const shown = lookup.shown.find(({ callId }) => callId === undefined || callId === leg.callId);
  if (shown === undefined) {
    const unknowing = knewNot(facts, lookup);
    if (unknowing !== undefined) return unknowing;
    const instead = lookup.shown.length === 0 ? 'no call' : 'another call';
    const unread = unreadWords(lookup);
    const beside = unread === undefined ? '' : `; ${unread}`;
    return fail(`${where} shows ${instead} although call ${call} was parked there${beside}`, { evidence });
  }
  if (shown.state !== shown.parkedState) {
    return fail(`${where} shows call ${call} as ${shown.state}, not as ${shown.parkedState}`, { evidence });
  }
  if (shown.orbit !== undefined && shown.orbit !== orbit) {
    return fail(`call ${call} was parked at ${where} but is shown at orbit ${shown.orbit}`, { evidence });
  }
  return pass(where, { evidence });
}

/** Proof that the parkee's dialog lives: its music, an answered re-INVITE, or that it was only just parked. */
function alive(scene: Scene, { call, parkLeg }: Parking, leg: Leg): Finding {
  const { facts, range } = scene;
  const voices = music(facts.candidate);
  const proof = voices.map((voice) => hears(scene, leg, voice)).find((n) => n !== undefined);
  const done = `${leg.tap} is parked in call ${call}`;
  if (proof !== undefined) return pass(`${done} and hears music on hold`, { evidence: [proof] });
  if (facts.candidate.capabilities.includes('music-on-hold')) {
    const silent = `${done} but hears no music on hold`;
    const paused = voices.map((voice) => pausing(scene, leg, voice, silent)).find((each) => each !== undefined);
    return paused ?? missing(silent, [leg.accept.n]);
  }
  const begun = parkLeg?.leg === leg ? parkLeg.begun.n : leg.accept.n;
  if (begun >= range.from) return pass(done, { evidence: [begun] });
  const probe = facts.messages
    .requests(leg.tap, leg.callId, 'INVITE', 'out')
    .findLast(({ n }) => n >= range.from && n <= range.to);
  const answer = probe === undefined ? undefined : facts.messages.final(probe);
  if (answer === undefined || answer.message.status >= 300) {
    if (probe === undefined) return inconclusive(`nobody asked whether the leg of ${leg.tap} in call ${call} is alive`);
    return fail(`${leg.tap} is no longer parked in call ${call}: a re-INVITE was not accepted`, {
      evidence: [probe.n],
      timed: answer === undefined,
    });
  }
  return pass(`${done} and its dialog answers`, { evidence: [answer.n] });
}
