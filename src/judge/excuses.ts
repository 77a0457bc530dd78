/** Failures that are not the candidate's: the harness was late itself, or the cell outlived the pickup timeout. */
import type { Expectation } from '../spec/cell.ts';
import { type Finding, inconclusive, ms } from './finding.ts';
import { harnessLate, poolStarved } from './lateness.ts';
import { networkSlow } from './network-excuse.ts';
import { callReply, type Scene } from './scene.ts';
import { callsForPickup } from './settings/ringbacks.ts';
import { tolerance } from './settings/pickup-timeout.ts';
import type { PlannedStep } from './situation.ts';

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
