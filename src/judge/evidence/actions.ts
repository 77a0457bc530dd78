/** The actions of the driver, put together from their events, each with its part of the history. */
import type { ActionEvent, HistoryEvent } from '../../history/event.ts';
import type { Party } from '../../suite/cell.ts';
import { Fold, listOf } from './fold.ts';
import type { Range } from './hearing.ts';
import { WORDS } from '../sentences/field-words.ts';

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

type Growing = { -readonly [K in keyof Action]: Action[K] };

/** The actions of a history that grows: an action that has not ended lasts to the last event that was taken. */
export class Actions extends Fold<HistoryEvent> {
  /** In the order in which they were asked for. */
  readonly all: Action[] = [];
  /** An action for each of its lines, in the order of the lines. */
  readonly changed: Action[] = [];
  /** Number of actions that were asked for after parts of them. */
  lateFrames = 0;
  readonly #byId = new Map<string, Growing[]>();
  /** The first line that ends an action, by its id. */
  readonly #ends = new Map<string, ActionLine>();
  readonly #parts = new Map<string, Action[]>();
  readonly #ofCalls = new Map<string, Action[]>();
  readonly #frames = new Map<string, Action>();
  #last = 0;

  /** The first action of an id. */
  byId(id: string): Action | undefined {
    return this.#byId.get(id)?.[0];
  }

  /** The actions that are parts of a check, which is named by the id of its action. */
  partsOf(id: string): readonly Action[] {
    return this.#parts.get(id) ?? [];
  }

  ofCall(call: string): readonly Action[] {
    return this.#ofCalls.get(call) ?? [];
  }

  /** The action that frames a check. */
  actionOfCheck(check: string): Action | undefined {
    return this.#frames.get(check);
  }

  protected take(event: HistoryEvent): void {
    this.#last = event.n;
    if (event.kind !== 'action') return;
    if (event.state === 'asked') this.#ask(event);
    else this.#end(event);
  }

  #ask(asked: ActionLine): void {
    const { id, verb, of, call, by, to, check } = asked;
    const ended = this.#ends.get(id);
    const last = (): number => this.#last;
    const action: Growing = {
      id,
      asked,
      ended,
      verb,
      of,
      call,
      by,
      to,
      callId: ended?.callId ?? asked.callId,
      get callIds() {
        return asked.callIds ?? (this.callId === undefined ? [] : [this.callId]);
      },
      get range() {
        return { from: asked.n, to: this.ended?.n ?? last() };
      },
    };
    if (this.#parts.has(id)) this.lateFrames += 1;
    this.all.push(action);
    this.changed.push(action);
    listOf(this.#byId, id).push(action);
    if (of !== undefined) listOf(this.#parts, of).push(action);
    if (call !== undefined) listOf(this.#ofCalls, call).push(action);
    if (verb === 'check' && check !== undefined && !this.#frames.has(check)) this.#frames.set(check, action);
  }

  #end(ended: ActionLine): void {
    if (this.#ends.has(ended.id)) return;
    this.#ends.set(ended.id, ended);
    for (const action of this.#byId.get(ended.id) ?? []) {
      action.ended = ended;
      action.callId = ended.callId ?? action.callId;
      this.changed.push(action);
    }
  }
}

export function actionsOf(events: readonly HistoryEvent[]): readonly Action[] {
  return new Actions().follow(events).all;
}

/** The driver's words for why an action failed, for a sentence; undefined where it did not fail. */
export function failure(action: Action): string | undefined {
  return action.ended?.state === 'failed' ? (action.ended.why ?? WORDS.noReason) : undefined;
}

/** The network did not carry the request, as with a closed port. */
export function wasUnreachable({ ended }: Action): boolean {
  return ended?.state === 'failed' && ended.failure === 'unreachable';
}
