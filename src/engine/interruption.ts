/**
 * Ends this process cleanly when the run is given up: the cells that are under way are told, their benches are cleaned
 * up, then the process exits. One for the whole process, whether it is a worker or jest itself.
 */
const controller = new AbortController();
/** With the time that each may take to clean up beyond the usual, in ms. */
const underWay = new Map<Promise<unknown>, number>();

/** Longest time that cleaning up may take, in ms. */
const GRACE = 3_000;
const EXIT_CODE = 130;

/** Aborted when the run is given up. */
export const interruption: AbortSignal = controller.signal;

/**
 * Runs `work`, which heeds `interruption`, so that the process does not end before it has.
 *
 * @param more  how much longer than usual it may take to clean up, in ms
 */
export async function underInterruption<T>(work: Promise<T>, more = 0): Promise<T> {
  if (underWay.size === 0) listen();
  underWay.set(work, more);
  try {
    return await work;
  } finally {
    underWay.delete(work);
    if (underWay.size === 0) listenNoMore();
  }
}

/** Gives the run up in this process. */
export function interrupt(): void {
  if (controller.signal.aborted) return;
  controller.abort(new Error('the run was interrupted'));
  setTimeout(exit, GRACE + Math.max(0, ...underWay.values())).unref();
  // The verdict of an interrupted cell is still written after its work has settled, hence the turn of the loop.
  void Promise.allSettled(underWay.keys()).then(() => setImmediate(exit));
}

function exit(): never {
  process.exit(EXIT_CODE);
}

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

function listen(): void {
  for (const signal of SIGNALS) process.on(signal, interrupt);
  // A worker whose jest has died would otherwise test on for nobody.
  process.on('disconnect', interrupt);
}

/** A listener for `disconnect` would keep an idle worker from ending. */
function listenNoMore(): void {
  for (const signal of SIGNALS) process.off(signal, interrupt);
  process.off('disconnect', interrupt);
}
