import type { Cell } from './cell.ts';

/** The name of the check that every cell has without saying so: the post-conditions of design section 3. */
export const AFTERMATH = 'aftermath';

/**
 * The ids of all checks of a cell, in the order in which they are judged. The ledger must hold exactly one verdict
 * for each of them after a run; the last is the cell's aftermath (no leaked dialog, no late BYE, no orbit in use).
 */
export function plannedChecks(cell: Cell): readonly string[] {
  const written = cell.scenario
    .flatMap((part) => part.steps)
    .flatMap((step) => (step.kind === 'check' ? [step.id] : []));
  return [...written, `${cell.id}/${AFTERMATH}`];
}
