/** What the plan of a run orders of a cell. */
import { networkFrom } from '../drive/bad-network.ts';
import { cellFolder } from '../run/run-folder.ts';
import type { RunPlan } from '../run/run-plan.ts';
import type { Cell } from '../suite/cell.ts';
import type { Order } from './order.ts';

/**
 * @param run      the folder of the run
 * @param plan     with the candidate as its file has it: the plan on disk has no secrets
 * @param attempt  counted from 1
 */
export function plannedOrder(run: string, plan: RunPlan, cell: Cell, attempt: number): Order {
  const { id, candidate, phones, strict, outage, network } = plan;
  return {
    cell,
    candidate,
    directory: cellFolder(run, cell.id, attempt),
    run: id,
    phones,
    strict,
    readable: true,
    ...(outage === undefined ? {} : { outage }),
    ...(network === undefined ? {} : { network: networkFrom(network) }),
  };
}
