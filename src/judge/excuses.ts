/** Failures that are not the candidate's: the harness was late itself, or the cell outlived the pickup timeout. */
import type { HistoryEvent, LoadEvent } from '../history/event.ts';
import type { Case } from './case.ts';
import { type Finding, inconclusive, ms } from './finding.ts';
import { within } from './hearing.ts';
import { networkSlow } from './network-excuse.ts';
import type { Scene } from './scene.ts';
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

/** Counted from the change of phase on, as gaps are. */
function harnessLate({ matter, range }: Scene, finding: Finding): Finding | undefined {
  const since = { from: matter.phases.lastChange(range.from).n, to: range.to };
  const [worst] = loads(matter)
    .filter(({ n }) => within(n, since))
    .toSorted((a, b) => b.maxDelayMs - a.maxDelayMs);
  if (worst === undefined || worst.maxDelayMs <= (finding.timed ? MOST_DELAY : DEAF)) return undefined;
  const { figures, evidence } = finding;
  const words = `the harness itself was late by ${ms(worst.maxDelayMs)}, so this proves nothing: ${finding.reason}; run fewer cells at a time (\`--workers\`) or free the machine`;
  return inconclusive(words, {
    figures: { ...figures, harnessDelayMs: worst.maxDelayMs },
    evidence: [...evidence, worst.n],
  });
}

/** A pool that gets no processor is as late as the machine that it shares with the harness makes it. */
function poolStarved({ matter, range }: Scene, finding: Finding): Finding | undefined {
  if (!finding.timed) return undefined;
  const since = { from: matter.phases.lastChange(range.from).n, to: range.to };
  const [worst] = loads(matter)
    .filter(({ n }) => within(n, since))
    .toSorted((a, b) => (b.poolDelayMs ?? 0) - (a.poolDelayMs ?? 0));
  const poolDelayMs = worst?.poolDelayMs ?? 0;
  if (worst === undefined || poolDelayMs <= MOST_POOL_DELAY) return undefined;
  const { figures, evidence } = finding;
  const words = `a pool waited ${ms(poolDelayMs)} for a processor of this machine, so this proves nothing: ${finding.reason}; run fewer cells at a time (\`--workers\`) or free the machine`;
  return inconclusive(words, { figures: { ...figures, poolDelayMs }, evidence: [...evidence, worst.n] });
}

function loads(matter: Case): ReadonlyArray<HistoryEvent & LoadEvent> {
  return matter.events.filter((event): event is HistoryEvent & LoadEvent => event.kind === 'load');
}

/** A parked call that rings back when its time is up is parked no longer as the cell assumes; that is no failure. */
function pickupTimedOut(
  { matter, range }: Scene,
  step: PlannedStep | undefined,
  finding: Finding,
): Finding | undefined {
  const expect = step?.step.kind === 'check' ? step.step.expect : undefined;
  const needsParked =
    (expect?.kind === 'is' && expect.outcome === 'parked') ||
    (expect?.kind === 'can' && expect.deed.verb === 'retrieve');
  if (!needsParked) return undefined;
  for (const parking of matter.parkings) {
    const declared = matter.candidate.settings[parking.pool].pickupTimeout;
    const { outcome } = parking;
    if (parking.call !== step?.call || declared === undefined || outcome === undefined) continue;
    const [first] = callsForPickup(matter, parking, range.to);
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
