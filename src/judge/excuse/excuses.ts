/** Failures that are not the candidate's: the harness was late itself, or the pickup timeout passed within the cell. */
import { pickupTolerance } from '../../candidate/bounds.ts';
import type { Expectation, PoolName } from '../../suite/cell.ts';
import { type Finding, inconclusive } from '../finding.ts';
import { harnessLate, poolStarved, unlessLateFor } from './lateness.ts';
import type { Seen } from '../evidence/seen-messages.ts';
import { networkSlow } from './network-excuse.ts';
import type { Parking } from '../../dialect/reading.ts';
import { retrievalReply } from '../outcome/retrieved.ts';
import type { Excerpt } from '../excerpt.ts';
import type { Facts } from '../facts.ts';
import { callsForPickup } from '../outcome/settings/ringbacks.ts';
import type { PlannedStep } from '../../suite/planned-steps.ts';
import { WORDS } from '../sentences/field-words.ts';

export function excused(excerpt: Excerpt, step: PlannedStep | undefined, finding: Finding): Finding {
  if (finding.verdict !== 'fail') return finding;
  return (
    harnessLate(excerpt, finding) ??
    poolStarved(excerpt, finding) ??
    networkSlow(excerpt, finding) ??
    pickupTimedOut(excerpt, step, finding) ??
    finding
  );
}

/** A parked call that rings back, or ends, when its time is up is parked no longer as the cell assumes; that is no failure. */
function pickupTimedOut(excerpt: Excerpt, step: PlannedStep | undefined, finding: Finding): Finding | undefined {
  const { facts } = excerpt;
  const expect = step?.step.kind === 'check' ? step.step.expect : undefined;
  const music = expect?.kind === 'setting' && expect.setting === 'music-on-hold' ? expect.of : undefined;
  const needsParked =
    (expect?.kind === 'is' && expect.outcome === 'parked') ||
    (expect?.kind === 'can' && (expect.deed.verb === 'retrieve' || expect.deed.verb === 'park')) ||
    music !== undefined;
  if (!needsParked) return undefined;
  for (const parking of facts.parkings) {
    const declared = facts.candidate.settings[parking.pool].pickupTimeout;
    const { told } = parking;
    if (parking.call !== step?.call || declared === undefined || told === undefined) continue;
    const over = waitOver(facts, parking, neededUntil(excerpt, expect));
    if (
      over === undefined ||
      facts.crossings.outside(over.seen) - facts.crossings.outside(told.seen) < declared - pickupTolerance(declared)
    )
      continue;
    // The time was up, but while it lasted there was no music either.
    if (music !== undefined && !playedUntil(excerpt, parking, music, over.seen)) continue;
    const { figures, evidence } = finding;
    const passed = { pool: parking.pool, declared, party: over.seen.tap, over: over.how, because: finding };
    const timedOut = inconclusive('pickup-timeout-passed', passed, { figures, evidence: [...evidence, over.seen.n] });
    // A quarter of the time that a call waits is what the way to a check leaves of it.
    return unlessLateFor(facts, { from: told.seen.n, to: over.seen.n }, declared / 4, timedOut);
  }
  return undefined;
}

/** The pool rings a user, or ends the call where it can ring none: a user that it does not know gets no INVITE. */
function waitOver(facts: Facts, parking: Parking, to: number): { seen: Seen; how: string } | undefined {
  const [first] = callsForPickup(facts, parking, to);
  const ended = parking.parkLeg?.leg.ended;
  const rung = first && {
    seen: first.invite,
    how: first.tap === parking.parker ? WORDS.rungBack : WORDS.rungAsTarget,
  };
  if (ended?.how !== 'remote-bye' || ended.n > to) return rung;
  return rung !== undefined && rung.seen.n < ended.n ? rung : { seen: ended.message, how: WORDS.sentBye };
}

/** Whether the parkee heard the music of a pool when the call left its orbit, or not long before. */
function playedUntil({ facts }: Excerpt, { parkLeg }: Parking, of: PoolName, left: Seen): boolean {
  if (parkLeg === undefined) return false;
  const { hearing, candidate } = facts;
  const silence = hearing.silence({ tap: parkLeg.leg.tap, leg: parkLeg.leg.callId, voice: `music:${of}` }, left);
  return silence !== undefined && silence <= candidate.bounds.gap;
}

/** A call that is to be retrieved need not be parked any longer than until its retriever is answered. */
function neededUntil(excerpt: Excerpt, expect: Expectation | undefined): number {
  const retriever = expect?.kind === 'can' && expect.deed.verb === 'retrieve' ? expect.deed.by : undefined;
  const reply = retriever === undefined ? undefined : retrievalReply(excerpt, retriever).reply;
  return reply !== undefined && 'n' in reply ? reply.n : excerpt.range.to;
}
