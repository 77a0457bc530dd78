/** What the driver asked for, put together from its events, and the part of the history that belongs to each. */
import type { ActionEvent, HistoryEvent } from '../../history/event.ts';
import type { Party } from '../../suite/cell.ts';
import type { Range } from './hearing.ts';

type ActionLine = HistoryEvent & ActionEvent;

export interface Action {
  readonly id: string;
  readonly asked: ActionLine;
  /** Undefined when the history ends before it. */
  readonly ended: ActionLine | undefined;
  readonly verb: ActionEvent['verb'];
  readonly of: string | undefined;
  readonly call: string | undefined;
  readonly by: Party | undefined;
  readonly to: Party | undefined;
  readonly callId: string | undefined;
  /** From its `asked` to its `done` or `failed`, or to the end of the history. */
  readonly range: Range;
}

export function actionsOf(events: readonly HistoryEvent[]): readonly Action[] {
  const last = events.at(-1)?.n ?? 0;
  const lines = events.filter((event): event is ActionLine => event.kind === 'action');
  const byId = new Map<string, ActionLine>();
  for (const line of lines) if (line.state !== 'asked' && !byId.has(line.id)) byId.set(line.id, line);
  return lines
    .filter((line) => line.state === 'asked')
    .map((asked) => {
      const ended = byId.get(asked.id);
      const { id, verb, of, call, by, to } = asked;
      const callId = ended?.callId ?? asked.callId;
      return { id, asked, ended, verb, of, call, by, to, callId, range: { from: asked.n, to: ended?.n ?? last } };
    });
}

/** The driver's words for why an action failed, for a sentence; undefined where it did not fail. */
export function failure(action: Action): string | undefined {
  return action.ended?.state === 'failed' ? (action.ended.why ?? 'no reason given') : undefined;
}

/** The network did not carry the request, as with a closed port. */
export function wasUnreachable({ ended }: Action): boolean {
  return ended?.state === 'failed' && ended.failure === 'unreachable';
}
