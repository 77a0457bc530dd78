import type { Action } from '../evidence/actions.ts';
import type { Facts } from '../facts.ts';
import { dialIn, dialled, ledToNobody } from './dialled-orbit.ts';
import { allOf, fail, type Finding, figure, inconclusive, pass, retold } from '../finding.ts';
import { isParkedAt, type Lookup, type Parking, toldBy, unreadWords } from '../../dialect/reading.ts';
import { besideNeighbour, neighbourAt } from './neighbour.ts';
import type { Leg } from '../evidence/legs.ts';
import { music } from '../evidence/heard-music.ts';
import { calledUnknowing, connectedUnknowing, wasUnaware } from '../excuse/network-cost.ts';
import { poolsUpIn } from '../../candidate/shared-address.ts';
import type { Excerpt } from '../excerpt.ts';
import { unsolicitedCalls } from '../aftermath/unsolicited-calls.ts';
import { EARLY } from './watched.ts';
import type { PoolName } from '../../suite/cell.ts';
import { WORDS } from '../sentences/field-words.ts';
import { unreadLookup } from './unread-lookup.ts';

/** Every orbit that the call ever had leads to nobody, at each pool that is up, and no pool has called a party of it back. */
export function isNobodyThere(excerpt: Excerpt, call: string): Finding {
  const { facts, range, phase } = excerpt;
  const pools = poolsUpIn(phase, facts.candidate);
  const parkings = facts.parkings.filter((parking) => parking.call === call);
  const orbits = [...new Set(parkings.flatMap(({ orbit }) => orbit ?? []))];
  if (orbits.length === 0) return inconclusive('never-had-orbit', { call });
  const outage = facts.phases.outage();
  const callBack = unsolicitedCalls(facts, { from: outage?.n ?? range.from, to: range.to }).find(({ tap }) =>
    parkings.some(({ parker, parkLeg }) => tap === parker || tap === parkLeg?.leg.tap),
  );
  if (callBack !== undefined) {
    const unknowing = calledUnknowing(facts, callBack.invite);
    if (unknowing !== undefined) return unknowing;
    return fail('called-back', { party: callBack.tap, call }, { evidence: [callBack.invite.n] });
  }
  const places = orbits.flatMap((orbit) => pools.map((pool) => emptyAt(excerpt, call, { orbit, pool })));
  const elsewhere = pools.flatMap((pool) => noneElsewhere(excerpt, call, pool));
  const all = worstOf([...places, ...elsewhere, stillKept(excerpt, parkings)]);
  if (all.verdict !== 'pass') return all;
  const found = orbits.flatMap((orbit) => pools.flatMap((pool) => neighbourAt(excerpt, call, { orbit, pool }) ?? []));
  const [other] = found;
  if (other?.orbit !== undefined) {
    return retold(all, 'another-call-at-orbit', { call, orbit: other.orbit, pool: other.pool, other: other.call });
  }
  return retold(all, 'no-party-at-orbit', { call, orbit: orbits.join(' and '), pool: pools.join(' and ') });
}

/** No orbit may lead there, and yet it is a parked call: its dialog is up and has music in it. */
function stillKept(excerpt: Excerpt, parkings: readonly Parking[]): Finding {
  for (const { call, parkLeg } of parkings) {
    if (parkLeg === undefined || !isParkedAt(parkLeg, excerpt.range.to)) continue;
    const { leg } = parkLeg;
    const early = tooEarly(excerpt, call, leg);
    if (early !== undefined) return early;
    for (const voice of music(excerpt.facts.candidate)) {
      const proof = excerpt.facts.hearing.sample({ tap: leg.tap, leg: leg.callId, voice }, excerpt.range);
      // A voice that has just fallen silent is sampled once more; only voices heard in this check count.
      if (proof === undefined || proof.at < excerpt.t) continue;
      return fail('still-parked', { party: leg.tap, call, voice }, { evidence: [leg.accept.n, proof.n] });
    }
  }
  return pass('nothing-wrong', {});
}

/** A call that the outage ends may take its time to end. */
function tooEarly({ facts, range }: Excerpt, call: string, leg: Leg): Finding | undefined {
  if (facts.phases.outage() === undefined) return undefined;
  const since = facts.phases.endsSince(leg.accept.n, range.from);
  const end = facts.events.at(-1);
  const allowed = facts.candidate.bounds.disconnect;
  if (end === undefined || end.t - since.t >= allowed - EARLY) return undefined;
  const looked = { call, after: figure(end.t - since.t), since: since.what, needed: allowed };
  return inconclusive('looked-too-early', looked, { evidence: [since.n] });
}

function emptyAt(excerpt: Excerpt, call: string, at: { readonly orbit: string; readonly pool: PoolName }): Finding {
  const { facts, actions, range } = excerpt;
  const { orbit, pool } = at;
  const here = actions.filter(({ asked }) => asked.orbit === orbit && asked.pool === pool);
  const dials = here
    .filter(({ verb }) => verb === 'dial')
    .map((dial) => sentOn(facts, dial) ?? ledToNobody(facts, dial, range));
  const ids = new Set(here.map(({ id }) => id));
  const lookups = facts.lookups.filter(({ action }) => ids.has(action.id));
  const place = WORDS.orbitOf(orbit, pool);
  // Who dials would take the other call: the look-ups are the proof.
  const other = neighbourAt(excerpt, call, at);
  if (other !== undefined) {
    const [first, ...rest] = lookups.map((one) => shownEmpty(facts, { ...one, shown: besideNeighbour(one, other) }));
    return first === undefined ? inconclusive('orbit-not-looked-at', { place }) : worstOf([first, ...rest]);
  }
  // The phone that dials an empty orbit would be parked: the look-ups are the proof.
  if (facts.candidate.dialect.empty === 'parks') {
    const [first, ...others] = lookups.map((lookup) => shownEmpty(facts, lookup));
    return first === undefined ? inconclusive('orbit-not-looked-at', { place }) : worstOf([first, ...others]);
  }
  if (dials.length === 0) return inconclusive('orbit-not-dialled', { place });
  const tried = worstOf(dials);
  const ghost = tried.verdict === 'fail' ? retold(tried, 'ghost-call', { because: tried }) : tried;
  return worstOf([ghost, ...lookups.map((lookup) => shownEmpty(facts, lookup))]);
}

/** A pool that names a dialog to take over says that a call waits there, even where no phone knows of that dialog. */
function sentOn(facts: Facts, dial: Action): Finding | undefined {
  const on = dialIn(facts, dial).sentOn;
  if (on === undefined) return undefined;
  const sent = { party: on.seen.tap, place: dialled(dial) };
  return (
    connectedUnknowing(facts, dial.asked.pool, on.seen) ?? fail('sent-on-to-call', sent, { evidence: [on.seen.n] })
  );
}

/** A call may have been given another orbit: of those that a pool shows, each must be another call's. */
function noneElsewhere({ facts, actions }: Excerpt, call: string, pool: PoolName): readonly Finding[] {
  const ids = new Set(actions.map(({ id }) => id));
  const lookup = facts.lookups.findLast(
    ({ action, orbit, pool: asked }) => ids.has(action.id) && orbit === undefined && asked === pool,
  );
  if (lookup === undefined) return [];
  const others = facts.parkings.filter((parking) => parking.call !== call && parking.pool === pool);
  const shown = lookup.shown.filter(({ orbit }) => !others.some((parking) => parking.orbit === orbit));
  return [shownEmpty(facts, { ...lookup, shown })];
}

export function shownEmpty(facts: Facts, lookup: Lookup): Finding {
  const orbit = lookup.orbit ?? lookup.shown[0]?.orbit;
  const place = WORDS.orbitOf(orbit, lookup.pool);
  const evidence = [toldBy(lookup)];
  if (lookup.shown.length > 0) return wasUnaware(facts, lookup) ?? fail('orbit-in-use', { place }, { evidence });
  if (!lookup.answered) return unreadLookup(lookup) ?? inconclusive('orbit-use-not-told', { place }, { evidence });
  const unread = unreadWords(lookup);
  if (unread !== undefined) return inconclusive('orbit-use-unread', { place, unread }, { evidence });
  return pass('nothing-wrong', {}, { evidence, advisories: lookup.departures });
}

/** A proven ghost is told before something that is merely unknown. */
function worstOf(findings: readonly Finding[]): Finding {
  return findings.find(({ verdict }) => verdict === 'fail') ?? findings.reduce((sum, next) => allOf(sum, next));
}
