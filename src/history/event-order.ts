/** That the events of a history follow one another as a recorder writes them: it numbers them from 1 and has one clock. */
import type { HistoryEvent } from './event.ts';

export interface Disorder {
  readonly message: string;
  readonly hint: string;
}

const HINT = 'no recorder writes this: lines were added, taken out or moved; judge the history as it was recorded';

/** What is wrong with an event that follows `before`; undefined for one that may follow. */
export function disorder(event: HistoryEvent, before: HistoryEvent | undefined): Disorder | undefined {
  const message = messageOf(event, before);
  return message === undefined ? undefined : { message, hint: HINT };
}

function messageOf({ n, t, kind }: HistoryEvent, before: HistoryEvent | undefined): string | undefined {
  if (before === undefined) {
    if (n !== 1) return `the first event has the number ${n}, and must have 1`;
    return t < 0 ? `the first event has the time ${t} ms, which is before its clock began` : undefined;
  }
  if (n === before.n) return `event ${n} stands here twice`;
  if (n < before.n) return `event ${n} follows event ${before.n}: the numbers run backwards`;
  if (n > before.n + 1) return `event ${n} follows event ${before.n}: what was between them is missing`;
  if (t < before.t) return `event ${n} at ${t} ms follows one at ${before.t} ms: the times run backwards`;
  if (before.kind === 'end') return `event ${n} follows the end of the history`;
  return kind === 'run' ? `event ${n} begins the history a second time` : undefined;
}
