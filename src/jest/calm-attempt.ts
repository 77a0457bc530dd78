/** Runs a cell, and again while this machine alone is to blame for what is not green. */
import { plannedOrder } from '../engine/planned-order.ts';
import type { Order } from '../engine/order.ts';
import { readVerdicts } from '../run/cell-outcome.ts';
import { cellsSpoilt } from '../run/ledger.ts';
import type { PlannedCell, RunPlan } from '../run/run-plan.ts';

/** How often a cell is run at most. */
const ATTEMPTS = 4;

/**
 * @param run       the folder of the run
 * @param carryOut  resolves when the cell has been run and judged
 * @returns         the attempt that counts, from 1
 */
export async function calmAttempt(
  run: string,
  plan: RunPlan,
  planned: PlannedCell,
  carryOut: (order: Order) => Promise<void>,
): Promise<number> {
  const alone = { ...plan, cells: [planned] };
  for (let attempt = 1; ; attempt += 1) {
    // oxlint-disable-next-line no-await-in-loop -- an attempt follows from the one before
    await carryOut(plannedOrder(run, plan, planned.cell, attempt));
    if (attempt === ATTEMPTS || cellsSpoilt(alone, readVerdicts(run, alone)).length === 0) return attempt;
  }
}
