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
  /** All Call-IDs that its requests may bear. */
  readonly callIds: readonly string[];
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
      const callIds = asked.callIds ?? (callId === undefined ? [] : [callId]);
      const range = { from: asked.n, to: ended?.n ?? last };
      return { id, asked, ended, verb, of, call, by, to, callId, callIds, range };
    });
}

/** Why the driver says that a phone could not even try: no request was sent at all. */
export function failure(action: Action): string | undefined {
  return action.ended?.state === 'failed' ? (action.ended.why ?? 'no reason given') : undefined;
}

/** The operating system refused to carry the request, as a closed port does: `unreachable: ECONNREFUSED`. */
export function wasUnreachable(action: Action): boolean {
  return failure(action)?.startsWith('unreachable') ?? false;
}
