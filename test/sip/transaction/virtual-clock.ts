import type { Clock } from '../../../src/sip/transaction/machine.ts';

interface Task {
  readonly at: number;
  readonly run: () => void;
}

/** Time that passes only when it is told to. Tasks of the same moment run in the order they were asked for. */
export class VirtualClock implements Clock {
  now = 0;
  readonly #tasks: Task[] = [];

  get pending(): number {
    return this.#tasks.length;
  }

  after(ms: number, run: () => void): () => void {
    const task: Task = { at: this.now + ms, run };
    const later = this.#tasks.findIndex((each) => each.at > task.at);
    this.#tasks.splice(later < 0 ? this.#tasks.length : later, 0, task);
    return () => {
      const at = this.#tasks.indexOf(task);
      if (at >= 0) this.#tasks.splice(at, 1);
    };
  }

  /** Runs the next task. False when there is none, or none up to `until`. */
  step(until = Number.POSITIVE_INFINITY): boolean {
    const next = this.#tasks[0];
    if (next === undefined || next.at > until) return false;
    this.#tasks.shift();
    this.now = next.at;
    next.run();
    return true;
  }

  advance(ms: number): void {
    const until = this.now + ms;
    while (this.step(until));
    this.now = until;
  }
}
