/** Brings the wall clock, which stamps captured packets, to the monotonic clock, which stamps everything else. */

export interface Clocks {
  /** `Date.now()`: whole ms since 1970, of a clock that somebody may set. */
  readonly wall: () => number;
  /** `performance.now()` */
  readonly monotonic: () => number;
}

/** Between the two clocks there is always up to 1 ms of difference, since one counts whole ms. */
const TOLERANCE = 2;
/** Longest time between two looks at the wall clock that is close enough, in ms. */
const CLOSE = 0.2;
/** Longest that such a moment is waited for, in ms. */
const PATIENCE = 20;

export class WallClock {
  readonly #clocks: Clocks;
  /** Monotonic minus wall. */
  #difference: number;

  constructor(clocks: Clocks = { wall: () => Date.now(), monotonic: () => performance.now() }) {
    this.#clocks = clocks;
    this.#difference = measure(clocks);
  }

  /** The monotonic time of a moment that is over: never later than now. */
  monotonic(wall: number): number {
    const now = this.#clocks.monotonic();
    // The wall clock was set, or has drifted: NTP may do both.
    if (Math.abs(now - this.#clocks.wall() - this.#difference - 0.5) > TOLERANCE) {
      this.#difference = measure(this.#clocks);
    }
    return Math.min(wall + this.#difference, now);
  }
}

/**
 * At the moment at which the wall clock goes on to its next ms it is exact. Waits for a moment that was watched closely:
 * a process that is kept from the processor meanwhile would take a late one. Mostly takes less than 1 ms.
 */
function measure({ wall, monotonic }: Clocks): number {
  const start = monotonic();
  let [before, since] = [wall(), start];
  for (;;) {
    const at = monotonic();
    const now = wall();
    const seen = monotonic();
    const isTick = now === before + 1 && seen - since < CLOSE;
    if (isTick || seen - start > PATIENCE) return seen - now;
    [before, since] = [now, at];
  }
}
