/** Stops a timer that was set; harmless after it has run. */
export type Stop = () => void;

/** The longest time that setTimeout takes for what it is, in ms: 24.8 days. */
const longest = 2 ** 31 - 1;

/** The timers of one user agent, so that closing it leaves none behind. */
export class Timers {
  readonly #running = new Map<NodeJS.Timeout, () => void>();
  #closed = false;

  /** Runs `task` after `ms` milliseconds, unless it is stopped or everything is closed before. */
  after(ms: number, task: () => void): Stop {
    return this.#start(ms, task, () => {});
  }

  /** Resolves after `ms` milliseconds, or when everything is closed. */
  wait(ms: number): Promise<void> {
    return new Promise((resolve) => {
      this.#start(ms, resolve, resolve);
    });
  }

  close(): void {
    this.#closed = true;
    for (const [timer, onClose] of this.#running) {
      clearTimeout(timer);
      onClose();
    }
    this.#running.clear();
  }

  #start(ms: number, task: () => void, onClose: () => void): Stop {
    if (this.#closed) {
      onClose();
      return () => {};
    }
    const timer = setTimeout(
      () => {
        this.#running.delete(timer);
        task();
      },
      Math.min(ms, longest),
    );
    this.#running.set(timer, onClose);
    return () => {
      clearTimeout(timer);
      this.#running.delete(timer);
    };
  }
}
