/** The post-conditions of every cell: no leaked dialog, no late BYE, no orbit in use, no stranger, no pool that died. */
import type { Case } from './case.ts';
import { isFromCandidate, isWithCandidate, legOf } from './case.ts';
import { howEnded } from './connected.ts';
import { standsAsPlanned } from './established.ts';
import { allOf, error, fail, type Finding, inconclusive, ms, pass } from './finding.ts';
import { within } from './hearing.ts';
import { unlessLate } from './lateness.ts';
import { type Ending, isLive, type Leg } from './legs.ts';
import { isRequest, type Seen } from './messages.ts';
import { calledUnknowing, unheard } from './network.ts';
import { shownEmpty } from './nobody.ts';
import { isHarmful, poolsUp } from './phases.ts';
import { diedByItself, howItDied } from './processes.ts';
import { faultFailed, outageSpoilt } from './reach.ts';
import type { Scene } from './scene.ts';
import { plannedAtEnd } from './situation.ts';
import { strangerIn } from './strangers.ts';
import { uninvited } from './uninvited.ts';

export function aftermath(scene: Scene): Finding {
  const { matter, phase, range } = scene;
  const stranger = noStranger(matter);
  if (stranger.verdict === 'fail') return stranger;
  // Where no outage is meant to come, a pool that dies has no excuse.
  const hasOutage = matter.cell.scenario.some((part) => part.phase === 'outage');
  const spoilt = hasOutage ? (outageSpoilt(matter, range.to) ?? faultFailed(matter, phase, range.to)) : undefined;
  if (spoilt !== undefined) return spoilt;
  const findings = [
    noDeath(scene),
    noUninvited(scene),
    noLateBye(scene),
    noStrayBye(scene),
    nothingLost(scene),
    noLeak(scene),
    noneLeftHanging(scene),
    noOrbitInUse(scene),
    somethingWasThere(scene.matter),
    wentToItsEnd(matter),
  ];
  const failed = findings.find(({ verdict }) => verdict === 'fail');
  const all = failed ?? unended(scene.matter) ?? findings.reduce((sum, next) => allOf(sum, next));
  return all.verdict === 'pass'
    ? { ...all, reason: 'every dialog is over, no orbit is in use, and nothing came late' }
    : all;
}

/** A history without an end is one that somebody cut off; what else came is not known. */
function unended({ end }: Case): Finding | undefined {
  return end === undefined ? error('the history breaks off before its end: the harness died or was killed') : undefined;
}

/** What never began leaves nothing behind, and proves nothing by that. */
function somethingWasThere({ phases }: Case): Finding {
  if (phases.of('normal').reached !== undefined) return pass('');
  return inconclusive('the phones and the pools were never ready, so there was nothing to leave behind');
}

/** What was not played left nothing behind. */
function wentToItsEnd({ cell, phases }: Case): Finding {
  const missed = cell.scenario.map(({ phase }) => phases.of(phase).missed).find((line) => line !== undefined);
  if (missed === undefined) return pass('');
  return inconclusive(
    `the cell went no further than phase ${missed.phase}, which was not reached; what it should leave behind was never there`,
    {
      evidence: [missed.n],
    },
  );
}

function noStranger(matter: Case): Finding {
  const stranger = strangerIn(matter, { from: 0, to: Number.POSITIVE_INFINITY });
  return stranger === undefined ? pass('') : fail(stranger.words, { evidence: [stranger.n] });
}

/** The primary's death before the fault spoils the cell; any other death that nobody asked for is the candidate's failure. */
function noDeath({ matter, range }: Scene): Finding {
  const died = diedByItself(matter, range.to);
  // What never came up cannot die; the phase that was missed tells why.
  if (died === undefined || matter.phases.of('normal').reached === undefined) return pass('');
  return fail(
    `the ${died.pool} pool died by itself in phase ${matter.phases.at(died.n) ?? 'normal'} (${howItDied(died)})`,
    { evidence: [died.n] },
  );
}

function noUninvited({ matter, range }: Scene): Finding {
  const [guest] = uninvited(matter, { from: 0, to: range.to });
  if (guest === undefined) return pass('');
  const unknowing = calledUnknowing(matter, guest.invite);
  if (unknowing !== undefined) return unknowing;
  const stray = fail(`the candidate called ${guest.tap} without any reason`, { evidence: [guest.invite.n] });
  // A late harness may have given up what the call was for.
  return unlessLate(matter, 0, range.to, stray);
}

/** A BYE may cross ours for this long, in ms; after ours was answered only as long as two datagrams may overtake each other. */
const CROSSING = { unanswered: 500, answered: 100 };

function noLateBye({ matter }: Scene): Finding {
  for (const leg of matter.dialogs.legs) {
    for (const bye of leg.lateByes) {
      if (leg.ended === undefined || !isFromCandidate(matter, bye.remote)) continue;
      const over = settled(matter, leg.ended);
      const late = matter.crossings.outside(bye) - Math.max(over.t, backSince(matter, bye));
      if (late <= over.crossing) continue;
      return fail(`${leg.tap} got a late BYE from ${bye.remote}, ${ms(late)} after its leg was over`, {
        evidence: [leg.ended.n, bye.n],
      });
    }
  }
  return pass('');
}

/** A BYE in a dialog of which nothing else was ever seen: its tags are wrong, or it is meant for somebody else. */
function noStrayBye({ matter, range }: Scene): Finding {
  const stray = matter.messages.all.find(
    (seen) =>
      isRequest(seen) &&
      seen.method === 'BYE' &&
      seen.direction === 'in' &&
      seen.n <= range.to &&
      isFromCandidate(matter, seen.remote) &&
      !isKnownDialog(matter, seen),
  );
  if (stray === undefined) return pass('');
  return fail(`${stray.tap} got a BYE from ${stray.remote} for a dialog that it never had`, { evidence: [stray.n] });
}

/** Something else passed with the same Call-ID and tags, such as an answer that made a dialog, if only an early one. */
function isKnownDialog({ messages }: Case, bye: Seen): boolean {
  const tags = new Set([bye.fromTag, bye.toTag]);
  return messages.of(bye.tap, bye.callId).some((seen) => {
    if (seen.method === 'BYE' || seen.n > bye.n) return false;
    // The answer to an INVITE of this phone may have got lost on the way to it.
    if (seen.method === 'INVITE' && seen.direction === 'out' && seen.toTag === undefined)
      return seen.fromTag === bye.toTag && messages.final(seen) === undefined;
    return tags.has(seen.fromTag) && tags.has(seen.toTag);
  });
}

/** A call that the cell leaves connected stays so until it is hung up here, also while nobody looks at it. */
function nothingLost({ matter, range }: Scene): Finding {
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
function wasParked({ parkings }: Case, call: string, { tap, accept }: Leg): boolean {
  return parkings.some(
    ({ call: label, parker, takeover, refer }) =>
      label === call && parker === tap && takeover !== undefined && refer !== undefined && accept.n < refer.n,
  );
}

/** From when on both sides know that a leg is over. */
function settled(
  { messages, crossings }: Case,
  { t, how, message }: Ending,
): { readonly t: number; readonly crossing: number } {
  if (how === 'remote-bye') return { t, crossing: CROSSING.answered };
  const answer = how === 'local-bye' ? messages.final(message) : undefined;
  if (answer !== undefined) return { t: answer.t, crossing: CROSSING.answered };
  // Who was not told, because our own network lost the BYE, is never late.
  return { t: crossings.outside(message), crossing: CROSSING.unanswered };
}

/** A pool that was away may let go of its calls as soon as it is back. */
function backSince({ run, phases }: Case, bye: Seen): number {
  const back = phases.faults.findLast(
    ({ state, pool, n }) => state === 'healed' && n < bye.n && run.pools[pool] === bye.remote,
  );
  return back?.t ?? Number.NEGATIVE_INFINITY;
}

/** Every leg is over, and a pool that is up has answered the BYE for each that it had. */
function noLeak({ matter, range, phase, actions }: Scene): Finding {
  for (const leg of matter.dialogs.legs) {
    if (isLive(leg, range.to)) {
      if (isOrphan(matter, leg)) continue;
      return fail(`the leg of ${leg.tap} (${leg.callId}) never ended`, { evidence: [leg.accept.n] });
    }
    if (leg.ended?.how !== 'local-bye' || !within(leg.ended.n, range) || !isWithCandidate(matter, leg)) continue;
    const pool = poolsUp(phase).find((each) => matter.run.pools[each] === leg.ended?.message.remote);
    const waited = actions.some(
      ({ verb, callId, ended }) => verb === 'hangup' && callId === leg.callId && ended !== undefined,
    );
    if (pool !== undefined && waited && matter.messages.final(leg.ended.message) === undefined) {
      return fail(`${pool} did not answer the BYE of ${leg.tap}, so its dialog may have leaked`, {
        evidence: [leg.ended.n],
        timed: true,
      });
    }
  }
  return pass('');
}

/** Answered when the pool that had called was about to be taken down: the dead acknowledge nothing (RFC 3261 13.3.1.4). */
function isOrphan({ messages, phases, run }: Case, { tap, role, callId, invite }: Leg): boolean {
  if (role !== 'uas' || messages.requests(tap, callId, 'ACK', 'in').length > 0) return false;
  return phases.faults.some(
    (fault) => isHarmful(fault) && fault.state === 'applied' && run.pools[fault.pool] === invite.remote,
  );
}

/** How long a pool may take to answer a BYE, in ms: two retransmissions (RFC 3261, 17.1.2.2). */
const ANSWERED_WITHIN = 2_000;

/** A parkee that leaves its orbit in the middle of the cell has its BYE answered, by a pool that stays up meanwhile. */
function noneLeftHanging({ matter, range }: Scene): Finding {
  for (const { takeover, pool } of matter.parkings) {
    const ended = takeover?.ended;
    if (takeover === undefined || ended?.how !== 'local-bye' || ended.n >= range.from) continue;
    const phase = matter.phases.at(ended.n) ?? 'normal';
    const isUp = poolsUp(phase).includes(pool) && matter.run.pools[pool] === ended.message.remote;
    const until = matter.phases.faults.find((line) => line.n > ended.n && line.pool === pool && isHarmful(line));
    const waited = (until?.t ?? matter.events.findLast(({ n }) => n <= range.to)?.t ?? ended.t) - ended.t;
    if (!isUp || waited < ANSWERED_WITHIN || matter.messages.final(ended.message) !== undefined) continue;
    const words = `${pool} did not answer the BYE with which ${takeover.tap} left its orbit, so its dialog may have leaked`;
    return (
      unheard(matter, ended.message, ended.t + waited, ANSWERED_WITHIN) ??
      fail(words, { evidence: [ended.n], timed: true })
    );
  }
  return pass('');
}

function noOrbitInUse({ matter, actions }: Scene): Finding {
  const ids = new Set(actions.map(({ id }) => id));
  const found = matter.lookups.filter(({ action }) => ids.has(action.id)).map((lookup) => shownEmpty(matter, lookup));
  const failed = found.find(({ verdict }) => verdict === 'fail');
  if (failed !== undefined) return { ...failed, reason: `${failed.reason} after everything was hung up` };
  return (
    found.find(({ verdict }) => verdict !== 'pass') ??
    found.reduce((sum, next) => allOf(sum, next), unasked(matter, found.length))
  );
}

function unasked(matter: Case, asked: number): Finding {
  const orbit = matter.parkings.find((parking) => parking.orbit !== undefined)?.orbit;
  if (orbit === undefined || asked > 0 || !matter.candidate.capabilities.includes('orbit-status')) return pass('');
  return inconclusive(`nobody asked whether orbit ${orbit} is still in use`);
}
