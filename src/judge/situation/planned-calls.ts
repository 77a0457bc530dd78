/** What the spec says about its calls: who should be in them, and how, before each step. Nothing here was observed. */
import type { Cell, Deed, Party, Phase, Step } from '../../suite/cell.ts';

export type PlannedCall =
  | { readonly state: 'connected'; readonly pair: readonly [Party, Party] }
  | { readonly state: 'held'; readonly pair: readonly [Party, Party]; readonly holder: Party }
  | { readonly state: 'parked'; readonly parkee: Party; readonly parker: Party; readonly phase: Phase }
  | { readonly state: 'over' };

export interface PlannedStep {
  readonly index: number;
  readonly phase: Phase;
  readonly step: Step;
  /** Its call, if it is about one. */
  readonly call: string | undefined;
  readonly deed: Deed | undefined;
  /** How that call should stand before the step. */
  readonly before: PlannedCall | undefined;
}

export function planSteps(cell: Cell): readonly PlannedStep[] {
  return play(cell, new Map());
}

/** How each call should stand when all steps are taken. */
export function plannedAtEnd(cell: Cell): ReadonlyMap<string, PlannedCall> {
  const calls = new Map<string, PlannedCall>();
  play(cell, calls);
  return calls;
}

/** Takes the steps one after the other, and keeps in `calls` how each call stands. */
function play(cell: Cell, calls: Map<string, PlannedCall>): readonly PlannedStep[] {
  const steps = cell.scenario.flatMap(({ phase, steps: part }) => part.map((step) => ({ phase, step })));
  return steps.map(({ phase, step }, index) => {
    const deed = deedOf(step);
    const call = callOf(step);
    const before = call === undefined ? undefined : calls.get(call);
    if (deed !== undefined && !isCannot(step)) {
      const after = afterDeed(deed, before, phase, step.kind === 'check');
      if (call !== undefined && after !== undefined) calls.set(call, after);
    }
    return { index, phase, step, call, deed, before };
  });
}

function afterDeed(
  deed: Deed,
  before: PlannedCall | undefined,
  phase: Phase,
  isCheck: boolean,
): PlannedCall | undefined {
  switch (deed.verb) {
    case 'call':
      return { state: 'connected', pair: [deed.by, deed.to] };
    case 'park': {
      const parkee = before === undefined ? undefined : otherOf(before, deed.by);
      return parkee === undefined ? before : { state: 'parked', parkee, parker: deed.by, phase };
    }
    case 'retrieve':
      return before?.state === 'parked' ? { state: 'connected', pair: [before.parkee, deed.by] } : before;
    case 'hold':
      // `can: hold` undoes what it did.
      return before?.state === 'connected' && !isCheck ? { ...before, state: 'held', holder: deed.by } : before;
    case 'resume':
      return before?.state === 'held' ? { state: 'connected', pair: before.pair } : before;
    case 'transfer': {
      const stays = before === undefined ? undefined : otherOf(before, deed.by);
      return stays === undefined ? before : { state: 'connected', pair: [stays, deed.to] };
    }
    case 'hangup':
      return { state: 'over' };
    case 'register':
      return before;
  }
}

/** Whom a party talks to in a call. */
export function otherOf(call: PlannedCall, party: Party): Party | undefined {
  if (call.state !== 'connected' && call.state !== 'held') return undefined;
  const [first, second] = call.pair;
  if (party === first) return second;
  return party === second ? first : undefined;
}

function deedOf(step: Step): Deed | undefined {
  if (step.kind === 'act') return step.deed;
  return step.expect.kind === 'can' || step.expect.kind === 'cannot' ? step.expect.deed : undefined;
}

function callOf(step: Step): string | undefined {
  const deed = deedOf(step);
  if (deed !== undefined) return deed.verb === 'register' ? undefined : deed.call;
  if (step.kind === 'act' || step.expect.kind === 'announces') return undefined;
  return 'call' in step.expect ? step.expect.call : undefined;
}

function isCannot(step: Step): boolean {
  return step.kind === 'check' && step.expect.kind === 'cannot';
}
