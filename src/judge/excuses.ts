/** Failures that are not the candidate's: the harness was late itself, or the cell outlived the pickup timeout. */
import type { HistoryEvent, LoadEvent } from '../history/event.ts';
import type { Expectation } from '../spec/cell.ts';
import type { Case } from './case.ts';
import { type Finding, figure, inconclusive, ms } from './finding.ts';
import { within } from './hearing.ts';
import { networkSlow } from './network-excuse.ts';
import { callReply, type Scene } from './scene.ts';
import { callsForPickup } from './settings/ringbacks.ts';
import { tolerance } from './settings/pickup-timeout.ts';
import type { PlannedStep } from './situation.ts';

/** Longest delay of its event loop, in ms, with which the harness may still blame the candidate for being late. */
export const MOST_DELAY = 150;
/** Longest wait for a processor, in ms, with which a pool may still be blamed for being late. */
export const MOST_POOL_DELAY = 150;
/**
 * From this delay on, in ms, the harness may have brought about by its own silence whatever it saw: T2, the longest time
 * between two retransmissions (RFC 3261, 17.1.2.1).
 */
const DEAF = 4_000;

export function excused(scene: Scene, step: PlannedStep | undefined, finding: Finding): Finding {
  if (finding.verdict !== 'fail') return finding;
  return (
    harnessLate(scene, finding) ??
    poolStarved(scene, finding) ??
    networkSlow(scene, finding) ??
    pickupTimedOut(scene, step, finding) ??
    finding
  );
}

/** Counted from the change of phase on, as gaps are. Several short delays add up to the time by which a bound was missed. */
function harnessLate(scene: Scene, finding: Finding): Finding | undefined {
  const since = loadsIn(scene);
  const [worst] = since.toSorted((a, b) => b.maxDelayMs - a.maxDelayMs);
  if (worst === undefined) return undefined;
  const late = since.reduce((sum, { lateMs = 0 }) => sum + lateMs, 0);
  const atOnce = worst.maxDelayMs > (finding.timed ? MOST_DELAY : DEAF);
  if (!atOnce && !explains(late, finding)) return undefined;
  const harnessDelayMs = figure(atOnce ? worst.maxDelayMs : late);
  const many = atOnce ? '' : ' in all';
  return unproven(`the harness itself was late by ${ms(harnessDelayMs)}${many}`, finding, { harnessDelayMs }, worst.n);
}

/** A pool that gets no processor is as late as the machine that it shares with the harness makes it. */
function poolStarved(scene: Scene, finding: Finding): Finding | undefined {
  if (!finding.timed) return undefined;
  const since = loadsIn(scene);
  const [worst] = since.toSorted((a, b) => (b.poolDelayMs ?? 0) - (a.poolDelayMs ?? 0));
  if (worst === undefined) return undefined;
  const late = since.reduce((sum, { poolLateMs = 0 }) => sum + poolLateMs, 0);
  const atOnce = (worst.poolDelayMs ?? 0) > MOST_POOL_DELAY;
  if (!atOnce && !explains(late, finding)) return undefined;
  const poolDelayMs = figure(atOnce ? (worst.poolDelayMs ?? 0) : late);
  const many = atOnce ? '' : ' in all';
  const why = `a pool waited ${ms(poolDelayMs)}${many} for a processor of this machine`;
  return unproven(why, finding, { poolDelayMs }, worst.n);
}

/**
 * For what is no matter of one check: a failure that rests on when something came proves nothing where the harness was late
 * between two events.
 */
export function unlessLate(matter: Case, from: number, to: number, finding: Finding): Finding {
  const [worst] = loads(matter)
    .filter(({ n }) => n >= from && n <= to)
    .toSorted((a, b) => b.maxDelayMs - a.maxDelayMs);
  if (finding.verdict !== 'fail' || worst === undefined || worst.maxDelayMs <= MOST_DELAY) return finding;
  const harnessDelayMs = figure(worst.maxDelayMs);
  return unproven(`the harness itself was late by ${ms(harnessDelayMs)}`, finding, { harnessDelayMs }, worst.n);
}

function explains(lateMs: number, { overMs }: Finding): boolean {
  return overMs !== undefined && lateMs >= overMs;
}

function unproven(why: string, { reason, figures, evidence }: Finding, more: Finding['figures'], n: number): Finding {
  const advice = 'run fewer cells at a time (`--workers`) or free the machine';
  return inconclusive(`${why}, so this proves nothing: ${reason}; ${advice}`, {
    figures: { ...figures, ...more },
    evidence: [...evidence, n],
  });
}

function loadsIn({ matter, range }: Scene): ReadonlyArray<HistoryEvent & LoadEvent> {
  const since = { from: matter.phases.lastChange(range.from).n, to: range.to };
  return loads(matter).filter(({ n }) => within(n, since));
}

function loads(matter: Case): ReadonlyArray<HistoryEvent & LoadEvent> {
  return matter.events.filter((event): event is HistoryEvent & LoadEvent => event.kind === 'load');
}

/** A parked call that rings back when its time is up is parked no longer as the cell assumes; that is no failure. */
function pickupTimedOut(scene: Scene, step: PlannedStep | undefined, finding: Finding): Finding | undefined {
  const { matter } = scene;
  const expect = step?.step.kind === 'check' ? step.step.expect : undefined;
  const needsParked =
    (expect?.kind === 'is' && expect.outcome === 'parked') ||
    (expect?.kind === 'can' && (expect.deed.verb === 'retrieve' || expect.deed.verb === 'park'));
  if (!needsParked) return undefined;
  for (const parking of matter.parkings) {
    const declared = matter.candidate.settings[parking.pool].pickupTimeout;
    const { outcome } = parking;
    if (parking.call !== step?.call || declared === undefined || outcome === undefined) continue;
    const [first] = callsForPickup(matter, parking, neededUntil(scene, expect));
    if (
      first === undefined ||
      matter.crossings.outside(first.invite) - matter.crossings.outside(outcome.seen) < declared - tolerance(declared)
    )
      continue;
    const rung = `${first.tap} was rung ${first.tap === parking.parker ? 'back' : 'as its timeout target'}`;
    const words = `the cell outlived the pickup timeout of ${parking.pool} (${ms(declared)}): ${rung}; ${finding.reason}`;
    return inconclusive(words, { figures: finding.figures, evidence: [...finding.evidence, first.invite.n] });
  }
  return undefined;
}

/** A call that somebody wants to retrieve need not be parked any longer than until he is answered. */
function neededUntil(scene: Scene, expect: Expectation | undefined): number {
  const retriever = expect?.kind === 'can' && expect.deed.verb === 'retrieve' ? expect.deed.by : undefined;
  const reply = retriever === undefined ? undefined : callReply(scene, retriever, 'retrieve').reply;
  return reply !== undefined && 'n' in reply ? reply.n : scene.range.to;
}
