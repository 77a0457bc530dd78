import type { EndEvent } from '../history/event.ts';

/** Ends a cell once, for the first reason that comes: done, deadline, interrupt or trouble. */
export class Ending {
  readonly #over = new AbortController();
  #timer: NodeJS.Timeout | undefined;
  #left: number;
  #since = performance.now();
  readonly #interrupt: AbortSignal;
  readonly #interrupted = (): void => this.end('interrupted');
  why: EndEvent['why'] | undefined;

  constructor(within: number, interrupt: AbortSignal) {
    this.#left = within;
    this.run();
    this.#interrupt = interrupt;
    interrupt.addEventListener('abort', this.#interrupted);
    if (interrupt.aborted) this.end('interrupted');
  }

  /** Stops the clock of the deadline: others are waited for, each of which has a deadline of its own. */
  pause(): void {
    if (this.#timer === undefined) return;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#left -= performance.now() - this.#since;
  }

  /** Lets the clock go on. */
  run(): void {
    if (this.#timer !== undefined || this.why !== undefined) return;
    this.#since = performance.now();
    this.#timer = setTimeout(() => this.end('deadline'), Math.max(1, this.#left));
  }

  get signal(): AbortSignal {
    return this.#over.signal;
  }

  end(why: EndEvent['why']): void {
    if (this.why !== undefined) return;
    this.why = why;
    if (why !== 'complete') this.#over.abort(new Error(`the cell was ended: ${why}`));
  }

  /** Rejects as soon as the cell is ended, whatever is still being waited for. */
  race(work: Promise<void>): Promise<void> {
    const { signal } = this;
    const ended = new Promise<never>((_, reject) => {
      if (signal.aborted) reject(signal.reason);
      signal.addEventListener('abort', () => reject(signal.reason));
    });
    return Promise.race([work, ended]);
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#interrupt.removeEventListener('abort', this.#interrupted);
  }
}
