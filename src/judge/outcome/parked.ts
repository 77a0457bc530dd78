import { endBy, isLive, type Leg } from '../evidence/legs.ts';
import { type Finding, allOf, provenOf } from '../finding.ts';
import { fail, inconclusive, missing, pass } from '../unworded.ts';
import { ms } from '../sentences/phrases.ts';
import { howEnded } from './connected.ts';
import { type Facts, isWithCandidate, legOf } from '../evidence/facts.ts';
import { legsIn } from '../evidence/ownership.ts';
import { music } from '../evidence/heard-music.ts';
import { inBound, knewNot, tookBetween } from '../excuse/network-cost.ts';
import type { Parking } from '../evidence/parkings.ts';
import { pausing } from './pause.ts';
import { describeReply, isAbsent, referralReply } from '../evidence/observed-reply.ts';
import { hears, type Scene } from '../evidence/scene.ts';
import { acceptedWith202 } from '../advisories.ts';
import { toldBy, wasAnswered } from '../evidence/lookups.ts';
import { untried } from '../situation/untried.ts';
import { endsProcess } from '../../candidate/candidate.ts';
import type { Deed, PoolName } from '../../suite/cell.ts';

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
  const reply = referralReply(parking, parking.action);
  const who = `${deed.by} parked call ${deed.call} on ${parking.pool}`;
  const { refer } = parking;
  if (reply.kind === 'not-sent') return untried(scene, deed, reply.words);
  if (reply.kind !== 'accepted' || refer === undefined) {
    return fail(`${deed.by} could not park call ${deed.call} on ${parking.pool}: ${describeReply(reply)}`, {
      evidence: [reply.n],
      timed: isAbsent(reply),
    });
  }
  const took = tookBetween(facts, refer, reply);
  const granted = inBound(took, facts.candidate.bounds.park, 'parkedAfterMs', {
    late: `${who} only after ${ms(took.own)}`,
    good: `${who} after ${ms(took.own)}`,
    evidence: [refer.n, reply.n],
  });
  return provenOf({ ...granted, advisories: acceptedWith202(parking) }, isParked(scene, deed.call));
}

/**
 * The parkee is with the candidate and its dialog alive, the parker is free, and the orbit is known, inside the range of
 * the pool, and the call's alone.
 */
export function isParked(scene: Scene, call: string): Finding {
  const parking = parkingOf(scene, call);
  if (parking?.refer === undefined) return fail(`call ${call} was never parked`);
  const parkee = parking.takeover?.tap;
  const leg = parkee === undefined ? undefined : legOf(scene.facts, parkee, call, scene.range.to);
  if (leg === undefined) {
    return fail(`call ${call} was not parked: nobody was taken over from ${parking.parker}`, {
      evidence: [parking.refer.n],
    });
  }
  return allOf(
    withPool(scene, leg, call),
    parkerFree(scene, parking),
    orbitGiven(scene, parking, leg),
    alive(scene, leg, call),
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

function parkerFree({ facts, range }: Scene, parking: Parking): Finding {
  const { parker, call, action } = parking;
  const legs = legsIn(facts.owners, parker, call).filter((leg) => leg.accept.n < action.asked.n);
  const stuck = legs.find((leg) => isLive(leg, range.to));
  if (stuck !== undefined) {
    return missing(`call ${call} is parked but the leg of ${parker} is still up`, [stuck.accept.n]);
  }
  return pass(`${parker} is free`, { evidence: legs.slice(-1).flatMap((leg) => leg.ended?.n ?? []) });
}

function orbitGiven(scene: Scene, parking: Parking, leg: Leg): Finding {
  const { facts } = scene;
  const { call, orbit, pool, orbitEvidence } = parking;
  if (orbit === undefined) {
    const evidence = parking.outcome === undefined ? [] : [parking.outcome.seen.n];
    return fail(`call ${call} was said to be parked but no orbit was told, neither in the sipfrag nor by dialog-info`, {
      evidence,
    });
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
  const given = parking.outcome?.seen.n ?? parking.action.asked.n;
  return facts.parkings.find(
    ({ call, orbit, pool, action, takeover }) =>
      call !== parking.call &&
      orbit === parking.orbit &&
      pool === parking.pool &&
      action.asked.n < given &&
      takeover !== undefined &&
      isLive(takeover, given) &&
      !diedMeanwhile(facts, pool, takeover.accept.n, given),
  );
}

/** What died has forgotten its orbits, also those of calls whose parties were never told. */
function diedMeanwhile({ phases }: Facts, pool: PoolName, from: number, to: number): boolean {
  return phases.faults.some(
    (line) => line.pool === pool && line.state === 'applied' && endsProcess(line.fault) && line.n > from && line.n < to,
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
  if (!wasAnswered(lookup))
    return missing(`${where} could not be looked up: the pool did not say what is there`, evidence);
  const shown = lookup.shown.find(({ callId }) => callId === undefined || callId === leg.callId);
  if (shown === undefined) {
    const unknowing = knewNot(facts, lookup);
    if (unknowing !== undefined) return unknowing;
    const instead = lookup.shown.length === 0 ? 'no call' : 'another call';
    return fail(`${where} shows ${instead} although call ${call} was parked there`, { evidence });
  }
  // Nobody takes a dialog over that is not confirmed (RFC 3891 3).
  if (shown.state !== 'confirmed') {
    return fail(`${where} shows call ${call} as ${shown.state}, not as confirmed`, { evidence });
  }
  if (shown.orbit !== undefined && shown.orbit !== orbit) {
    return fail(`call ${call} was parked at ${where} but is shown at orbit ${shown.orbit}`, { evidence });
  }
  return pass(where, { evidence });
}

/** Proof that the parkee's dialog lives: its music, an answered re-INVITE, or that it was only just made. */
function alive(scene: Scene, leg: Leg, call: string): Finding {
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
  if (leg.accept.n >= range.from) return pass(done, { evidence: [leg.accept.n] });
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
