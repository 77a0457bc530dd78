/** Pairs that a cell could not bring back to normal service: a server that goes on is not left so in silence. Pure. */
import type { HistoryEvent } from '../history/event.ts';

/** A sentence for each attempt at a cell that left its pair as it had made it. */
export function pairsNotBack(cell: string, attempts: ReadonlyArray<readonly HistoryEvent[]>): readonly string[] {
  return attempts.flatMap((events) =>
    events.flatMap((event) =>
      event.kind === 'note' && event.notBack !== undefined
        ? [`${cell} has left the pair away from normal service: ${event.notBack}; ${ADVICE}`]
        : [],
    ),
  );
}

const ADVICE = '`parkspec clean` tries again, else bring it back by hand';
