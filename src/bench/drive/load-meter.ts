/** How late this process runs: the longest event loop delay since the last reset. */
import { type IntervalHistogram, monitorEventLoopDelay } from 'node:perf_hooks';

/** The histogram's own sampling interval, in ms: what an idle process shows. */
const RESOLUTION = 10;

export class LoadMeter {
  readonly #histogram: IntervalHistogram = monitorEventLoopDelay({ resolution: RESOLUTION });

  constructor() {
    this.#histogram.enable();
  }

  reset(): void {
    this.#histogram.reset();
  }

  /** Milliseconds beyond the sampling interval; 0 when nothing was measured yet. */
  read(): number {
    const longest = this.#histogram.max / 1e6 - RESOLUTION;
    return this.#histogram.count === 0 ? 0 : Math.max(0, Math.round(longest * 1000) / 1000);
  }

  close(): void {
    this.#histogram.disable();
  }
}
