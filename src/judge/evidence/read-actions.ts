/** The reading of each action of one kind, in a history that grows. An action is read again when it is stale. */
import type { Action } from './actions.ts';

export class ReadActions<T> {
  readonly #read: (action: Action) => T | undefined;
  readonly #places = new Map<Action, number>();
  readonly #results: Array<T | undefined> = [];
  readonly #stale = new Set<Action>();
  /** Actions that have not ended: whatever happens may be part of them. */
  readonly #lasting = new Set<Action>();
  #all: readonly T[] = [];

  constructor(read: (action: Action) => T | undefined) {
    this.#read = read;
  }

  /** In the order in which the actions were asked for. */
  get all(): readonly T[] {
    return this.#all;
  }

  of(action: Action): T | undefined {
    return this.#results[this.#places.get(action) ?? -1];
  }

  /** A line of an action; actions come in the order in which they were asked for. */
  take(action: Action): void {
    if (!this.#places.has(action)) this.#places.set(action, this.#places.size);
    this.#stale.add(action);
    if (action.ended === undefined) this.#lasting.add(action);
    else this.#lasting.delete(action);
  }

  /** Something that belongs to the action is new. */
  expire(action: Action): void {
    this.#stale.add(action);
  }

  /** Returns what was read again. */
  update(): ReadonlyArray<readonly [Action, T | undefined]> {
    const again = [...new Set([...this.#stale, ...this.#lasting])];
    this.#stale.clear();
    if (again.length === 0) return [];
    const results = again.map((action) => [action, this.#read(action)] as const);
    for (const [action, result] of results) this.#results[this.#places.get(action) ?? -1] = result;
    this.#all = this.#results.filter((result) => result !== undefined);
    return results;
  }
}
