/** Lists that only grow, in the order of their events, and values that are derived from them item by item. */

/** Goes on where it stopped: each item of a growing list is taken once. */
export abstract class Fold<T> {
  #taken = 0;

  follow(items: readonly T[]): this {
    if (this.#taken === items.length) return this;
    const fresh = items.slice(this.#taken);
    this.#taken = items.length;
    for (const item of fresh) this.take(item);
    return this;
  }

  protected abstract take(item: T): void;
}

/** Passes each item to a function. */
export class Follower<T> extends Fold<T> {
  readonly #take: (item: T) => void;

  constructor(take: (item: T) => void) {
    super();
    this.#take = take;
  }

  protected take(item: T): void {
    this.#take(item);
  }
}

/** Index of the first item that passes a test which all items after it pass too; the length where none does. */
export function firstIndex<T>(items: readonly T[], test: (item: T) => boolean): number {
  let [low, high] = [0, items.length];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    const item = items[middle];
    if (item !== undefined && test(item)) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** The items of a range of events, both ends included. */
export function during<T extends { readonly n: number }>(
  items: readonly T[],
  { from, to }: { readonly from: number; readonly to: number },
): readonly T[] {
  return items.slice(
    firstIndex(items, ({ n }) => n >= from),
    firstIndex(items, ({ n }) => n > to),
  );
}

/** The list of a key, made where there is none yet. */
export function listOf<K, T>(lists: Map<K, T[]>, key: K): T[] {
  const known = lists.get(key);
  if (known !== undefined) return known;
  const made: T[] = [];
  lists.set(key, made);
  return made;
}
