/** Carries out an order in this process: runs the cell, judges its history, and writes what people read of it. */
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { secretsOf } from '../candidate/secret-values.ts';
import { runCell } from '../drive/run-cell.ts';
import type { OnAsk } from '../candidate/operator-question.ts';
import { messageOf } from '../harness-error.ts';
import type { HistoryEvent } from '../history/event.ts';
import { renderCapture } from '../report/capture-of-history.ts';
import { renderLadderSvg } from '../report/ladder/svg-ladder.ts';
import { anchor } from '../report/page/overview.ts';
import { renderLadder } from '../report/ladder/text-ladder.ts';
import { judgeFolder } from '../run/cell-outcome.ts';
import type { CellOutcome } from '../run/ledger.ts';
import { writeWhole } from '../run/run-folder.ts';
import { SharedOutage } from '../drive/together/shared-outage.ts';
import type { CellEnd, Order, SharedOrder } from './order.ts';

/** The shared outages of this process whose cells have not all come. */
const awaited = new Map<string, { readonly outage: SharedOutage; missing: number }>();

function outageOf({ id, cells }: SharedOrder): SharedOutage {
  const found = awaited.get(id) ?? { outage: new SharedOutage(cells), missing: cells };
  awaited.set(id, found);
  found.missing -= 1;
  if (found.missing === 0) awaited.delete(id);
  return found.outage;
}

/**
 * Never rejects: what goes wrong is the problem of the outcome.
 *
 * @param signal   aborted when the run is given up; the cell then ends as soon as it has cleaned up
 * @param onEvent  told of all that is recorded
 * @param goesOn   asked after each step and phase: whether the scenario goes on
 * @param onAsk    shows an operator what is to be done
 */
export async function carryOut(
  { directory, strict, readable, together, ...order }: Order,
  signal: AbortSignal,
  onEvent: (event: HistoryEvent) => void = () => undefined,
  { goesOn, onAsk }: { readonly goesOn?: () => boolean; readonly onAsk?: OnAsk | undefined } = {},
): Promise<CellOutcome & CellEnd> {
  try {
    mkdirSync(directory, { recursive: true });
    const digest = await runCell({
      ...order,
      directory,
      signal,
      onEvent,
      onAsk,
      ...(together && { together: { outage: outageOf(together), beside: together.beside } }),
      ...(goesOn && { goesOn }),
    });
    const outcome = { ...judgeFolder(directory, { strict, historyDigest: digest }), digest };
    if (!readable) return outcome;
    writeWhole(join(directory, 'ladder.txt'), renderLadder(outcome.events));
    const ladder = renderLadderSvg(outcome.events, outcome.verdict?.checks ?? [], { prefix: anchor(order.cell.id) });
    writeWhole(join(directory, 'ladder.svg'), ladder);
    // Where the network itself was captured that says more.
    const capture = join(directory, 'capture.pcap');
    if (!existsSync(capture)) writeWhole(capture, renderCapture(outcome.events));
    return outcome;
  } catch (error) {
    const problem = secretsOf(order.candidate, process.env).hide(messageOf(error));
    return { verdict: undefined, problem, digest: undefined, events: [] };
  }
}
