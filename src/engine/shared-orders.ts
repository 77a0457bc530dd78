/** The orders of cells that share an outage. */
import { type SharedCell, usersWithPhones } from '../run/shared-outages.ts';
import type { RunPlan } from '../run/run-plan.ts';
import type { Order } from './order.ts';
import { plannedOrder } from './planned-order.ts';

/** @param run  the folder of the run */
export function sharedOrders(run: string, plan: RunPlan, cells: readonly SharedCell[]): readonly Order[] {
  const id = cells.map(({ cell }) => cell.id).join(', ');
  return cells.map((one) => {
    const others = cells.filter((other) => other !== one);
    const beside = { cells: others.map(({ cell }) => cell.id), users: others.flatMap(usersWithPhones) };
    const order = plannedOrder(run, { ...plan, candidate: one.candidate }, one.cell, 1);
    return { ...order, together: { id, cells: cells.length, beside } };
  });
}
