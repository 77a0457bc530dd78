import type { Obstacle } from './orbit-places.ts';
import type { OrbitRange } from './orbit-numbers.ts';
import { readKeys } from './pressed-keys.ts';

/** How long a party may take from one key to the next, in ms. */
const PAUSE = 3_000;

/** The keys of one party of a call, which parks by them. */
export class KeyPad {
  readonly #ranges: () => readonly OrbitRange[];
  readonly #park: (orbit: number) => Obstacle | undefined;
  #keys = '';
  #timer: NodeJS.Timeout | undefined;

  /** @param park  says why the call cannot be parked at an orbit */
  constructor(ranges: () => readonly OrbitRange[], park: (orbit: number) => Obstacle | undefined) {
    this.#ranges = ranges;
    this.#park = park;
  }

  /** Says why a park that this key asks for is not possible. */
  press(key: string): Obstacle | undefined {
    this.forget();
    this.#keys += key;
    const keyed = readKeys(this.#keys, this.#ranges());
    if (keyed.kind === 'orbit' && keyed.whole) return this.#take(keyed.orbit);
    if (keyed.kind === 'wrong') this.#keys = '';
    this.#timer = setTimeout(() => {
      if (keyed.kind === 'orbit') this.#take(keyed.orbit);
      this.#keys = '';
    }, PAUSE);
    return undefined;
  }

  /** The party is not in the call any more. */
  forget(): void {
    clearTimeout(this.#timer);
  }

  #take(orbit: number): Obstacle | undefined {
    this.#keys = '';
    return this.#park(orbit);
  }
}
