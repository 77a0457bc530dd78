/** What the promise gives within `ms` milliseconds, else undefined. The promise itself goes on. */
export async function settledWithin<T>(promise: Promise<T>, ms: number): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const deadline = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), ms);
  });
  try {
    return await Promise.race([promise, deadline]);
  } finally {
    clearTimeout(timer);
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
