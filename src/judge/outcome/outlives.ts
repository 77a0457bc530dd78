/**
 * A call that waits no longer outlives the timers of its park: when its pickup timeout is over, no phone is called for it,
 * a retrieved call goes on, and the parties of a call that is over hear nothing.
 */
import { pickupTolerance } from '../../candidate/bounds.ts';
import type { At, FinalWord, Parking } from '../../dialect/reading.ts';
import type { Expectation, Party, PoolName } from '../../suite/cell.ts';
import type { PlannedCall } from '../../suite/planned-steps.ts';
import type { Invitation } from '../evidence/legs.ts';
import { calledUnknowing } from '../excuse/network-cost.ts';
import type { Excerpt } from '../excerpt.ts';
import type { Facts } from '../facts.ts';
import { allOf, fail, type Finding, figure, inconclusive, pass, retold } from '../finding.ts';
import { bothUp, mutual } from './connected.ts';
import { parkingOf } from './parked.ts';
import { timerCalls } from './timer-calls.ts';
import { EARLY } from './watched.ts';
import { WORDS } from '../sentences/field-words.ts';

type TimerCheck = Extract<Expectation, { kind: 'outlives' }>;

/** A park, the end of the waiting that it began, and the timer of its pool. */
interface Waited {
  readonly parking: Parking;
  readonly told: FinalWord;
  readonly left: At;
  readonly pool: PoolName;
  /** The pickup timeout that the pool declares, in ms. */
  readonly declared: number;
}

export function outlives(excerpt: Excerpt, { call, of: pool }: TimerCheck, before: PlannedCall | undefined): Finding {
  const { facts, range } = excerpt;
  const declared = facts.candidate.settings[pool].pickupTimeout;
  if (declared === undefined) return inconclusive('setting-without-value', { pool, setting: WORDS.pickupTimeout });
  const parking = parkingOf(excerpt, call);
  const told = parking?.told;
  if (parking?.pool !== pool || told?.parked !== true)
    return inconclusive('no-timer-began', { call, pool }, { evidence: [told?.seen.n ?? range.from] });
  const left = parking.parkLeg?.over;
  if (left === undefined || left.n > range.to)
    return inconclusive('still-waits', { call }, { evidence: [told.seen.n] });
  const waited: Waited = { parking, told, left, pool, declared };
  const after = sincePark(facts, told, left);
  if (after >= declared - pickupTolerance(declared))
    return inconclusive('left-after-timer', { call, pool, declared, after }, { evidence: [told.seen.n, left.n] });
  const stays = goesOn(excerpt, waited, before);
  const findings = [noCall(excerpt, waited), stays];
  return (
    findings.find(({ verdict }) => verdict === 'fail') ??
    findings.reduce((sum, next) => allOf(sum, next), awaited(excerpt, waited))
  );
}

/** In ms, as the candidate sees both. */
function sincePark({ crossings }: Facts, { seen }: FinalWord, at: At): number {
  return figure(crossings.outside(at) - crossings.outside(seen));
}

function watchedFor({ facts, range }: Excerpt, { told }: Waited): number {
  const end = facts.events.findLast(({ n }) => n <= range.to);
  return figure((end?.t ?? 0) - facts.crossings.outside(told.seen));
}

/** A timer that has not come yet may come a moment after the watch. */
function awaited(excerpt: Excerpt, waited: Waited): Finding {
  const { parking, told, left, pool, declared } = waited;
  const watched = watchedFor(excerpt, waited);
  const needed = declared + pickupTolerance(declared);
  const evidence = [told.seen.n, left.n];
  if (watched >= needed - EARLY) return pass('nothing-wrong', {}, { evidence });
  return inconclusive('timer-not-awaited', { call: parking.call, watched, pool, needed }, { evidence });
}

/** No phone is called for a call that has left its orbit: not its parker, not a timeout target, nor any other. */
function noCall({ facts, range }: Excerpt, { parking, told, left, pool, declared }: Waited): Finding {
  const [called] = timerCalls(facts, parking, { from: left.n, to: range.to });
  if (called === undefined) return pass('nothing-wrong', {});
  const { tap: party, invite } = called;
  const unknowing = calledUnknowing(facts, invite);
  if (unknowing !== undefined) return unknowing;
  const after = sincePark(facts, told, invite);
  const message = { message: requestLine(called), from: invite.remote };
  const evidence = [told.seen.n, left.n, invite.n];
  return fail('called-by-timer', { party, after, call: parking.call, ...message, pool, declared }, { evidence });
}

function requestLine({ invite }: Invitation): string {
  return `${invite.method} ${invite.message.uri}`;
}

/** The pair that retrieval made goes on, or there is silence. */
function goesOn(excerpt: Excerpt, waited: Waited, before: PlannedCall | undefined): Finding {
  const { parking, left, pool, declared } = waited;
  const { call, parker, parkLeg } = parking;
  const outlived = { call, pool, declared, watched: watchedFor(excerpt, waited) };
  switch (before?.state) {
    case 'connected': {
      const [party, other] = before.pair;
      const talk = stillTalks(excerpt, call, before.pair, left);
      return talk.verdict === 'pass'
        ? retold(talk, 'retrieved-call-outlived-timer', { ...outlived, party, other })
        : talk;
    }
    case 'over': {
      const quiet = hearNothing(excerpt, call, parkLeg === undefined ? [parker] : [parkLeg.leg.tap, parker]);
      return quiet.verdict === 'pass' ? retold(quiet, 'ended-call-outlived-timer', outlived) : quiet;
    }
    case 'held':
    case 'parked':
    case 'delivered':
    case undefined:
      return inconclusive('state-not-planned', { call, outcome: 'outlived' });
  }
}

/** No leg has ended, and both hear each other at the end of the watch. A gap meanwhile is for `is: connected` to judge. */
function stillTalks(excerpt: Excerpt, call: string, pair: readonly [Party, Party], { n, t }: At): Finding {
  const legs = bothUp(excerpt, call, pair, { n, t, what: WORDS.leftOrbit(call) });
  if ('verdict' in legs) return legs;
  const [one, other] = legs;
  const up = pass('nothing-wrong', {}, { evidence: [one.accept.n, other.accept.n] });
  return allOf(up, mutual(excerpt, call, one, other));
}

/** At the end of the watch the parties hear no sound, but for those of other calls that they are in. */
function hearNothing({ facts, range }: Excerpt, call: string, parties: readonly Party[]): Finding {
  const end = { from: range.to, to: range.to };
  for (const party of parties) {
    const heard = facts.hearing.heard(party, end).find(({ leg }) => {
      const owner = callOfLeg(facts, party, leg);
      return owner === undefined || owner === call;
    });
    if (heard !== undefined)
      return fail('heard-after-end', { party, voice: heard.voice, call }, { evidence: [heard.fromN] });
  }
  return pass('nothing-wrong', {});
}

function callOfLeg({ dialogs, owners }: Facts, party: Party, callId: string): string | undefined {
  const leg = dialogs.legsAt(party).findLast((each) => each.callId === callId);
  return leg && owners.get(leg);
}
