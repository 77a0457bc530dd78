/** How long SIPp may be busy with one thing before the next gets its turn all the same, in ms. */
const LONGEST = 250;

/**
 * One thing at a time for each call. Between a message or a command and the place where it waits again a call of SIPp's
 * goes step by step, a millisecond each; what comes meanwhile is lost to it.
 */
export class Turns {
  readonly #lines = new Map<string, Array<() => void>>();
  readonly #timers = new Map<string, NodeJS.Timeout>();

  /** Resolves when it is the caller's turn; the caller must give it back. */
  take(call: string): Promise<void> {
    const line = this.#lines.get(call);
    if (line === undefined) {
      this.#lines.set(call, []);
      this.#limit(call);
      return Promise.resolve();
    }
    return new Promise((resolve) => {
      line.push(resolve);
    });
  }

  /** The call waits again. */
  give(call: string): void {
    clearTimeout(this.#timers.get(call));
    const next = this.#lines.get(call)?.shift();
    if (next === undefined) {
      this.#lines.delete(call);
      this.#timers.delete(call);
      return;
    }
    this.#limit(call);
    next();
  }

  close(): void {
    for (const timer of this.#timers.values()) clearTimeout(timer);
    this.#timers.clear();
    this.#lines.clear();
  }

  #limit(call: string): void {
    this.#timers.set(
      call,
      setTimeout(() => this.give(call), LONGEST),
    );
  }
}
