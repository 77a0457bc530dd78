/**
 * How many cells this machine carries at a time, by how late the cells and their pools have been: fewer as soon as one was
 * too late, one more whenever all were in time for a while. Pure.
 */

/** A delay from which a cell comes near to being spoilt, in ms. */
const LATE = 400;
/** A delay up to which a machine has room for more, in ms. */
const CALM = 150;
/** How long a change takes to show, in ms: cells that are under way go on. */
const SETTLES = 2_000;

export class Governor {
  readonly #most: number;
  #allowed: number;
  #cut = Number.NEGATIVE_INFINITY;
  #calmSince = Number.NEGATIVE_INFINITY;

  /** @param most  how many are allowed at first, and at most; 1 or more */
  constructor(most: number) {
    this.#most = most;
    this.#allowed = most;
  }

  /** From 1 to `most`. */
  get allowed(): number {
    return this.#allowed;
  }

  /**
   * @param delay     ms that a cell or a pool was late
   * @param underWay  cells that ran then
   * @param now       ms, of a clock that never goes back
   */
  hear(delay: number, underWay: number, now: number): void {
    if (delay > CALM) this.#calmSince = now;
    if (delay > LATE && now - this.#cut >= SETTLES) {
      this.#allowed = Math.max(1, Math.min(this.#allowed, Math.floor(underWay / 2)));
      this.#cut = now;
    }
    if (now - this.#calmSince < SETTLES || this.#allowed === this.#most) return;
    this.#allowed += 1;
    this.#calmSince = now;
  }
}
