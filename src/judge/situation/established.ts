/** Whether the situation that a check is about was there: the acts before it worked, and its call stood as planned. */
import type { Deed } from '../../suite/cell.ts';
import type { Action } from '../evidence/actions.ts';
import { called } from '../outcome/called.ts';
import { type Facts, legOf } from '../facts.ts';
import { howEnded } from '../outcome/connected.ts';
import { fail, type Finding, figure, inconclusive, missing, notApplicable, pass } from '../finding.ts';
import type { Said } from '../sentences/phrases.ts';
import { say } from '../sentences/sentences.ts';
import { putOnHold, resumes } from '../outcome/held.ts';
import { hangsUp } from '../outcome/hung-up.ts';
import { isLive } from '../evidence/legs.ts';
import { describeReply } from '../evidence/observed-reply.ts';
import { harnessLate, poolStarved } from '../excuse/lateness.ts';
import { parkingOf } from '../outcome/parked.ts';
import { registeredAgain, registrationLasts } from './lapsed.ts';
import { isRetrieved } from '../outcome/retrieved.ts';
import { actionOfCheck, type Excerpt, excerptOfAct } from '../excerpt.ts';
import { otherOf, parkeeOf, partiesOf } from '../../suite/call-state.ts';
import type { PlannedCall, PlannedStep } from '../../suite/planned-steps.ts';
import { transfers } from '../outcome/transferred.ts';
import type { CheckVerdict } from '../verdict.ts';
import { name } from '../outcome/refusal.ts';

/** Of the checks before. */
export type Verdicts = ReadonlyMap<string, CheckVerdict>;

type CallStep = PlannedStep & { readonly call: string };

/** Why a check cannot be judged although it was carried out; undefined when its situation was there. */
export function notEstablished(facts: Facts, step: PlannedStep, n: number, verdicts: Verdicts): Finding | undefined {
  if (!isOfCall(step)) return undefined;
  for (const earlier of stepsBefore(facts, step)) {
    const failed = actFailed(facts, earlier, verdicts);
    if (failed !== undefined) return failed;
  }
  const unseen = parkedUnseen(facts, step, n) ?? registered(facts, step, n, verdicts);
  if (unseen !== undefined) return unseen;
  // A call that should be gone by now is what these two look for.
  if (isGone(step)) return overBeforeOutage(facts, step);
  return lost(facts, step, n, verdicts) ?? overBeforeOutage(facts, step);
}

function isOfCall(step: PlannedStep): step is CallStep {
  return step.call !== undefined;
}

/** The check that a party without a registration is not called needs one without; that it is called again, one with. */
function registered(facts: Facts, step: PlannedStep, n: number, verdicts: Verdicts): Finding | undefined {
  const asked = step.step.kind === 'check' ? actionOfCheck(facts, step.step.id)?.asked : undefined;
  if (asked === undefined) return undefined;
  return registrationLasts(facts, step, asked) ?? registeredAgain(facts, step, n, verdicts);
}

/** Those of the same call. */
function stepsBefore({ stepsOf }: Facts, { index, call }: CallStep): readonly CallStep[] {
  const steps = stepsOf.get(call) ?? [];
  return steps.filter((step): step is CallStep => isOfCall(step) && step.index < index);
}

/** The parker had stopped waiting when the answer came: it was never told where the call is. */
function parkedUnseen(facts: Facts, { call, before, phase }: CallStep, n: number): Finding | undefined {
  if (parkeeOf(before) === undefined) return undefined;
  const parking = facts.parkings.findLast((each) => each.call === call && each.action.asked.n <= n);
  const told = parking?.told?.seen;
  const waited = parking?.action.ended;
  if (parking === undefined || told === undefined || waited === undefined || told.n <= waited.n) return undefined;
  const late = missing('park-answered-too-late', { call }, [told.n], told.t - waited.t);
  return notThere(unlessSpoilt(excerptOfAct(facts, parking.action, phase), late), [told.n]);
}

function isGone({ step }: PlannedStep): boolean {
  return (
    step.kind === 'check' &&
    step.expect.kind === 'is' &&
    ['nobody', 'disconnected', 'forgotten'].includes(step.expect.outcome)
  );
}

function actFailed(facts: Facts, step: CallStep, verdicts: Verdicts): Finding | undefined {
  const deed = step.step.kind === 'act' ? step.step.deed : undefined;
  if (deed === undefined || !('call' in deed)) return undefined;
  const action = actionOf(facts, step, deed);
  if (action === undefined) return notThere(say('act-never-tried', { deed: name(deed) }), []);
  const gone = lost(facts, step, action.asked.n, verdicts);
  if (gone !== undefined) return gone;
  const excerpt = excerptOfAct(facts, action, step.phase);
  const outcome = unlessSpoilt(excerpt, actOutcome(excerpt, deed, step.before));
  if (outcome.verdict === 'pass') return undefined;
  return notThere(outcome, outcome.evidence);
}

/** How late the harness was in an act is recorded after it. */
function unlessSpoilt(excerpt: Excerpt, outcome: Finding): Finding {
  if (outcome.verdict !== 'fail') return outcome;
  const later = { ...excerpt, range: { ...excerpt.range, to: Number.POSITIVE_INFINITY } };
  return harnessLate(later, outcome) ?? poolStarved(later, outcome) ?? outcome;
}

function notThere(because: Said, evidence: readonly number[]): Finding {
  return inconclusive('situation-not-established', { because }, { evidence });
}

/** The action that the driver took for an act: the n-th of its kind for the n-th act of its kind. */
function actionOf(facts: Facts, step: CallStep, deed: Deed): Action | undefined {
  const alikeBefore = stepsBefore(facts, step).filter(
    (other) => other.step.kind === 'act' && other.phase === step.phase && isAlike(other.step.deed, deed),
  );
  const start = facts.phases.of(step.phase).reached?.n ?? 0;
  const taken = facts.actionLog
    .ofCall(step.call)
    .filter((action) => action.of === undefined && isAlike(action, deed) && action.asked.n > start);
  return taken[alikeBefore.length];
}

/** Of one call: the same is done by the same party, to the same other party if to any. */
function isAlike(a: Alike, b: Alike): boolean {
  return a.verb === b.verb && a.by === b.by && a.to === b.to;
}

type Alike = { readonly verb: Action['verb']; readonly by: Action['by']; readonly to?: Action['to'] };

function actOutcome(excerpt: Excerpt, deed: Extract<Deed, { call: string }>, before: PlannedCall | undefined): Finding {
  const other = before === undefined ? undefined : otherOf(before, deed.by);
  const noCall = fail('in-no-call', { party: deed.by });
  switch (deed.verb) {
    case 'call':
      return called(excerpt, deed);
    case 'park':
      return wasParked(excerpt, deed);
    case 'retrieve':
      return before?.state === 'parked' ? isRetrieved(excerpt, deed, before.parkee) : noCall;
    case 'hold':
      return putOnHold(excerpt, deed);
    case 'resume':
      return other === undefined ? noCall : resumes(excerpt, deed, other, before);
    case 'transfer':
      return other === undefined ? noCall : transfers(excerpt, deed, other);
    case 'hangup':
      return hangsUp(excerpt, deed, other);
  }
}

/** Enough for a situation: the pool said so and has the parkee. How well it did is for checks to say. */
function wasParked(excerpt: Excerpt, deed: Extract<Deed, { verb: 'park' }>): Finding {
  const parking = parkingOf(excerpt, deed.call);
  const act = { deed: name(deed) };
  if (parking === undefined || parking.action.asked.n < excerpt.range.from) return fail('act-never-tried', act);
  const { reply } = parking;
  if (reply.kind === 'not-sent') return fail('not-tried', { ...act, why: reply.words });
  const evidence = [reply.n];
  if (reply.kind !== 'accepted') return fail('act-failed', { ...act, reply: describeReply(reply) }, { evidence });
  if (parking.parkLeg === undefined) return fail('park-without-parkee', act, { evidence });
  return pass('nothing-wrong', {});
}

/** The call does not stand as planned, and an earlier check has said so already. */
function lost(facts: Facts, step: CallStep, n: number, verdicts: Verdicts): Finding | undefined {
  const { call, before } = step;
  if (before === undefined || standsAsPlanned(facts, call, before, n)) return undefined;
  const earlier = earlierLoss(facts, step, verdicts);
  if (earlier === undefined) return undefined;
  const lostIn = { call, check: earlier.id, because: earlier };
  if (earlier.verdict === 'not-applicable') return notApplicable('call-not-applicable', lostIn);
  return inconclusive(whatBecameOf(facts, call, before, n, earlier), lostIn, { evidence: earlier.evidence });
}

/** The earlier check in which a call was lost: the last that failed, else the last that was not judged. */
function earlierLoss(facts: Facts, step: CallStep, verdicts: Verdicts): CheckVerdict | undefined {
  const judged = stepsBefore(facts, step).flatMap((each) => {
    const verdict = each.step.kind === 'check' ? verdicts.get(each.step.id) : undefined;
    const counts = verdict !== undefined && (verdict.verdict !== 'not-applicable' || changesCall(each));
    return counts ? [verdict] : [];
  });
  return judged.findLast(({ verdict }) => verdict === 'fail') ?? judged.findLast(({ verdict }) => verdict !== 'pass');
}

function changesCall({ step }: PlannedStep): boolean {
  return step.kind === 'check' && step.expect.kind === 'can';
}

function whatBecameOf(facts: Facts, call: string, before: PlannedCall, n: number, earlier: CheckVerdict) {
  const action = actionOfCheck(facts, earlier.id);
  const parking = facts.parkings.findLast((each) => each.call === call && each.action.of === action?.id);
  const waits = parkeeOf(before) !== undefined;
  if (!waits && parking?.parkLeg !== undefined && parking.parkLeg.begun.n <= n) return 'call-parked-earlier';
  return waits ? 'call-not-parked-earlier' : 'call-ended-earlier';
}

/** Whether a call is at an event as the spec has it. */
export function standsAsPlanned(facts: Facts, call: string, planned: PlannedCall, n: number): boolean {
  switch (planned.state) {
    case 'connected':
    case 'held':
      return planned.pair.every((party) => {
        const leg = legOf(facts, party, call, n);
        return leg !== undefined && isLive(leg, n);
      });
    case 'parked':
    case 'delivered': {
      const leg = legOf(facts, planned.parkee, call, n);
      // The timeout target may be the party that parked the call.
      const parker = planned.state === 'delivered' ? undefined : legOf(facts, planned.parker, call, n);
      const known = facts.parkings.some(
        (each) =>
          each.call === call &&
          each.parker === planned.parker &&
          each.parkLeg !== undefined &&
          each.told?.parked === true &&
          each.told.seen.n <= n,
      );
      return known && leg !== undefined && isLive(leg, n) && (parker === undefined || !isLive(parker, n));
    }
    case 'over':
      return true;
  }
}

/** A fault that comes when the call is over already has missed its window. */
function overBeforeOutage(facts: Facts, { call }: CallStep): Finding | undefined {
  const outage = facts.phases.outage();
  if (outage === undefined) return undefined;
  const next = facts.stepsOf.get(call)?.find((each) => each.phase !== 'normal');
  const planned = next?.before;
  if (planned === undefined || planned.state === 'over' || standsAsPlanned(facts, call, planned, outage.n))
    return undefined;
  const over = partiesOf(planned)
    .map((party) => legOf(facts, party, call, outage.n))
    .find((leg) => leg !== undefined && !isLive(leg, outage.n));
  if (over?.ended === undefined) return undefined;
  const before = figure(outage.t - over.ended.t);
  const lostIn = { party: over.tap, call, before, end: howEnded(over) };
  return inconclusive('call-over-before-outage', lostIn, { evidence: [over.ended.n] });
}
