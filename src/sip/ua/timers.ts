/** Stops a timer that was set; harmless after it has run. */
export type Stop = () => void;

/** The timers of one user agent, so that closing it leaves none behind. */
export class Timers {
  readonly #running = new Set<NodeJS.Timeout>();
  #closed = false;

  /** Runs `task` after `ms` milliseconds. */
  after(ms: number, task: () => void): Stop {
    if (this.#closed) return () => {};
    const timer = setTimeout(() => {
      this.#running.delete(timer);
      task();
    }, ms);
    this.#running.add(timer);
    return () => {
      clearTimeout(timer);
      this.#running.delete(timer);
    };
  }

  close(): void {
    this.#closed = true;
    for (const timer of this.#running) clearTimeout(timer);
    this.#running.clear();
  }
}
