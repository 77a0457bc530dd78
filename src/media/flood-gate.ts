/** Lets so many through in a second, and tells once when more come. */
export class FloodGate {
  readonly #most: number;
  readonly #onFlood: () => void;
  #second = Number.NEGATIVE_INFINITY;
  #count = 0;
  #told = false;

  constructor(most: number, onFlood: () => void) {
    this.#most = most;
    this.#onFlood = onFlood;
  }

  /** `now` in ms of any one clock. */
  admits(now: number): boolean {
    if (now - this.#second >= 1_000) {
      this.#second = now;
      this.#count = 0;
    }
    this.#count += 1;
    if (this.#count <= this.#most) return true;
    if (!this.#told) {
      this.#told = true;
      this.#onFlood();
    }
    return false;
  }
}
