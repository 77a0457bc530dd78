/** Whether a party is registered as the cell leaves it when it is called. */
import type { Party } from '../../suite/cell.ts';
import type { PlannedStep } from '../../suite/planned-steps.ts';
import type { Action } from '../evidence/actions.ts';
import { actionOfCheck } from '../excerpt.ts';
import type { Facts } from '../facts.ts';
import { type Finding, inconclusive } from '../finding.ts';
import { grantedBy, lists, type Registration, registrationsIn } from '../outcome/registered.ts';
import { isSuccess } from '../evidence/seen-messages.ts';
import type { CheckVerdict } from '../verdict.ts';

/** Undefined unless the registration of the callee should be over and nothing shows that it is. */
export function registrationLasts(
  facts: Facts,
  step: PlannedStep,
  asked: { readonly n: number; readonly t: number },
): Finding | undefined {
  const callee = step.deed?.verb === 'call' ? step.deed.to : undefined;
  if (callee === undefined || !shouldBeOver(facts, step, callee)) return undefined;
  const lapse = lapseOf(facts, callee, asked.n);
  const last = registrationsIn(facts, callee, { from: 0, to: asked.n }).findLast(({ final }) => isSuccess(final));
  if (last?.final === undefined || lapse === undefined || last.request.n < lapse.asked.n) {
    return inconclusive('registration-not-given-up', { party: callee }, { evidence: lapse ? [lapse.asked.n] : [] });
  }
  const over = overAt(last.final, last.request);
  if (over <= asked.t) return undefined;
  if (over === Number.POSITIVE_INFINITY) {
    return inconclusive('registration-without-end', { party: callee }, { evidence: [last.final.n] });
  }
  return inconclusive('registration-not-over', { party: callee, left: over - asked.t }, { evidence: [last.final.n] });
}

/** Undefined unless the callee should have registered again and did not, for a reason that proves nothing against the candidate. */
export function registeredAgain(
  facts: Facts,
  step: PlannedStep,
  n: number,
  verdicts: ReadonlyMap<string, CheckVerdict>,
): Finding | undefined {
  const party = step.deed?.verb === 'call' ? step.deed.to : undefined;
  const last = party === undefined ? undefined : lastPlanned(facts, step, party);
  if (party === undefined || last?.step.kind !== 'check' || last.deed?.verb !== 'register') return undefined;
  const { id } = last.step;
  const [earlier, asked] = [verdicts.get(id), actionOfCheck(facts, id)?.asked];
  if (earlier === undefined || asked === undefined || ['pass', 'fail'].includes(earlier.verdict)) return undefined;
  const tries = registrationsIn(facts, party, { from: asked.n, to: n });
  if (tries.some(({ request, final }) => final !== undefined && isSuccess(final) && lists(final, request)))
    return undefined;
  return inconclusive('callee-not-registered', { party, check: id, because: earlier }, { evidence: earlier.evidence });
}

function shouldBeOver(facts: Facts, step: PlannedStep, party: Party): boolean {
  return lastPlanned(facts, step, party)?.deed?.verb === 'lapse';
}

/** The last that the plan does to the registration before the step. */
function lastPlanned({ plan }: Facts, { index }: PlannedStep, party: Party): PlannedStep | undefined {
  const before = plan.filter((step) => step.index < index && step.deed?.by === party);
  return before.findLast(({ deed }) => deed?.verb === 'register' || deed?.verb === 'lapse');
}

/** Where the phone began to give it up. */
function lapseOf({ actions }: Facts, party: Party, n: number): Action | undefined {
  return actions.findLast(({ verb, by, asked }) => verb === 'lapse' && by === party && asked.n < n);
}

/** In ms, on the clock of the history. */
function overAt(final: NonNullable<Registration['final']>, request: Registration['request']): number {
  return final.t + (grantedBy(final, request) ?? 0) * 1_000;
}
