/**
 * Deadlines for a machine that has other things to do. Time passes for them in steps, from one look to the next, and no
 * step counts for more than it takes on a quiet machine. So a deadline comes later by as long as the machine let this
 * process wait, and a test is red for what the program did, not for what else ran.
 */

// The real ones, also in a test that has put a virtual clock in their place.
const later = setTimeout;
const clock = performance.now.bind(performance);

/** Between two looks, in ms. */
const PACE = 2;
/** Most that one step counts, in ms: a timer of a quiet machine is never that late. */
const STEP = 10;

/** A deadline to be looked at again and again; it stands still while nobody looks. */
export class Patience {
  #left: number;
  #looked = clock();

  constructor(within: number) {
    this.#left = within;
  }

  get isOver(): boolean {
    const now = clock();
    this.#left -= Math.min(now - this.#looked, STEP);
    this.#looked = now;
    return this.#left <= 0;
  }
}

/** Waits until `condition` holds, for at most `within` ms in which this process had its turns; whether it did. */
export async function holdsInTime(condition: () => boolean | Promise<boolean>, within = 3_000): Promise<boolean> {
  const patience = new Patience(within);
  // oxlint-disable no-await-in-loop -- polling for a proof
  while (!(await condition())) {
    if (patience.isOver) return false;
    await new Promise((resolve) => void later(resolve, PACE));
  }
  // oxlint-enable no-await-in-loop
  return true;
}

/** The same, and rejects when it did not. */
export async function until(
  condition: () => boolean | Promise<boolean>,
  within = 3_000,
  what: string = condition.toString(),
): Promise<void> {
  if (!(await holdsInTime(condition, within))) throw new Error(`not within ${within} ms: ${what}`);
}

/** What the promise gives; rejects when that takes longer than `within` ms in which this process had its turns. */
export async function inTime<T>(promise: Promise<T>, within: number): Promise<T> {
  let settled = false;
  const end = (): void => {
    settled = true;
  };
  promise.then(end, end);
  await until(() => settled, within, 'it ends');
  return promise;
}
