import { Deferred } from '../deferred.ts';
import { afterMs } from '../after-ms.ts';

/** What the promise gives within `ms` milliseconds, else undefined. The promise itself goes on. */
export async function settledWithin<T>(promise: Promise<T>, ms: number): Promise<T | undefined> {
  const deadline = new Deferred<undefined>();
  const cancel = afterMs(ms, () => deadline.settle(undefined));
  try {
    return await Promise.race([promise, deadline.promise]);
  } finally {
    cancel();
  }
}

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
