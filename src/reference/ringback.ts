/** How a call that no party retrieves is given back. Rules: Lync Call Park, pickup timeout and pickup attempts. */
export interface RingbackRules {
  /** Times that the parker is rung, 1..10. */
  readonly pickupAttempts: number;
  /** User part of the user that gets the call in the end. */
  readonly timeoutTarget: string | undefined;
}

export type RingbackStep =
  /** Play on for another pickup timeout, then ring the parker. */
  | { readonly kind: 'wait' }
  | { readonly kind: 'ring'; readonly whom: 'parker' | 'target' }
  | { readonly kind: 'disconnect' };

/** The step after a ring that was not answered; `failed` counts the parker's rings so far, this one included. */
export function afterFailedRing(whom: 'parker' | 'target', failed: number, rules: RingbackRules): RingbackStep {
  if (whom === 'target') return { kind: 'disconnect' };
  if (failed < rules.pickupAttempts) return { kind: 'wait' };
  return rules.timeoutTarget === undefined ? { kind: 'disconnect' } : { kind: 'ring', whom: 'target' };
}
