/**
 * A process of the engine: carries out the orders that it is sent, and tells how far they are. It ends when its parent
 * ends or lets it go; cells that are under way then are given up and cleaned up first.
 */
import { timeForWayBack } from '../drive/way-back/bring-back.ts';
import type { HistoryEvent } from '../history/event.ts';
import { carryOut } from './carry-out-order.ts';
import { interrupt, interruption, underInterruption } from './interruption.ts';
import type { OnAsk } from '../candidate/operator-question.ts';
import type { Confirmation, NumberedOrder, Report } from './order.ts';

function tell(report: Report): void {
  // A parent that has ended is told of by `disconnect`.
  if (process.connected) process.send?.(report, undefined, undefined, () => undefined);
}

async function serve({ n, order }: NumberedOrder): Promise<void> {
  const { verdict, problem, digest } = await carryOut(order, interruption, (event) => follow(n, event), {
    onAsk: asking(n),
  });
  tell({ n, kind: 'ended', end: { verdict, problem, digest } });
}

function follow(n: number, event: HistoryEvent): void {
  if (event.kind === 'phase' && event.state === 'entering') tell({ n, kind: 'phase', phase: event.phase });
  if (event.kind === 'load') tell({ n, kind: 'late', ms: Math.max(event.maxDelayMs, event.poolDelayMs ?? 0) });
}

const open = new Map<number, () => void>();
let questions = 0;

/** The terminal is the parent's. */
function asking(n: number): OnAsk {
  return (question, confirm) => {
    questions += 1;
    const id = questions;
    open.set(id, confirm);
    tell({ n, kind: 'asks', question, id });
    return () => {
      if (open.delete(id)) tell({ n, kind: 'settled', id });
    };
  };
}

process.on('message', (message: NumberedOrder | Confirmation) => {
  if ('order' in message) void underInterruption(serve(message), timeForWayBack(message.order.candidate));
  else open.get(message.confirmed)?.();
});
process.on('disconnect', interrupt);
