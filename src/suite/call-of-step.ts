/** Which call a step of a scenario is about, and which deed it names. */
import type { Deed, Step } from './cell.ts';

/** The deed that a step does, or tries. */
export function deedOf(step: Step): Deed | undefined {
  if (step.kind === 'act') return step.deed;
  return step.expect.kind === 'can' || step.expect.kind === 'cannot' ? step.expect.deed : undefined;
}

/** The name of the call, if the step is about one. */
export function callOf(step: Step): string | undefined {
  const deed = deedOf(step);
  if (deed !== undefined) return 'call' in deed ? deed.call : undefined;
  return step.kind === 'check' && 'call' in step.expect ? step.expect.call : undefined;
}
