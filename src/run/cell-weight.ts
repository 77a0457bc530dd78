/** Which cells take long, so that they begin first: a run then ends with short ones. Pure. */
import type { Cell, Step } from '../suite/cell.ts';

/** How many steps a wait for nobody to pick up is as long as. */
const PICKUP = 20;

/** The longest first; equal ones keep their order. */
export function longestFirst(cells: readonly Cell[]): readonly Cell[] {
  return cells.toSorted((a, b) => weightOf(b) - weightOf(a));
}

/** A guess at how long a cell takes: it walks phases, takes steps, and may wait for nobody to pick up. */
export function weightOf(cell: Cell | undefined): number {
  const steps = cell?.scenario.flatMap((part) => part.steps) ?? [];
  return steps.reduce((sum, step) => sum + (waitsForPickup(step) ? PICKUP : 1), cell?.scenario.length ?? 0);
}

/** Whether a step waits for a timer of parked calls to end. */
export function waitsForPickup(step: Step): boolean {
  if (step.kind !== 'check') return false;
  const { expect } = step;
  return expect.kind === 'outlives' || (expect.kind === 'setting' && /^(pickup|timeout)-/.test(expect.setting));
}
