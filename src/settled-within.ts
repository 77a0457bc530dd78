import { afterMs } from './after-ms.ts';
import { Deferred } from './deferred.ts';

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
