/** A point in time that several steps share. */
export class Deadline {
  readonly #at: number;

  constructor(within: number) {
    this.#at = performance.now() + within;
  }

  /** ms, never negative */
  get left(): number {
    return Math.max(0, this.#at - performance.now());
  }
}
