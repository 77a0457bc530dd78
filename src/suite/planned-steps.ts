/** The steps of a cell with the calls as they should stand before each. Nothing here was observed. */
import { callOf, deedOf } from './call-of-step.ts';
import { afterStep, type ScenarioCall } from './call-state.ts';
import type { Cell, Deed, Phase, Step } from './cell.ts';

/** A call as it should stand. */
export type PlannedCall = ScenarioCall;

export interface PlannedStep {
  readonly index: number;
  readonly phase: Phase;
  readonly step: Step;
  /** Its call, if it is about one. */
  readonly call: string | undefined;
  readonly deed: Deed | undefined;
  /** How that call should stand before the step; undefined where there is no call yet. */
  readonly before: PlannedCall | undefined;
}

export function plannedSteps(cell: Cell): readonly PlannedStep[] {
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
    const call = callOf(step);
    const before = call === undefined ? undefined : calls.get(call);
    const after = afterStep(before, step, phase);
    if (call !== undefined && after !== undefined) calls.set(call, after);
    return { index, phase, step, call, deed: deedOf(step), before };
  });
}
