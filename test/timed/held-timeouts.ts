/**
 * Timeouts that come when the test says so: a pool or a phone in this process waits on a virtual clock, however slow the
 * machine is. Sockets, intervals and `performance.now` stay real, and so does the patience of the test itself.
 */
import { jest } from '@jest/globals';

/** From now on a timeout that is set waits for `passTime`, until `jest.useRealTimers`. */
export function holdTimeouts(): void {
  jest.useFakeTimers({
    doNotFake: [
      'Date',
      'hrtime',
      'nextTick',
      'performance',
      'queueMicrotask',
      'setImmediate',
      'clearImmediate',
      'setInterval',
      'clearInterval',
    ],
  });
}

export function passTime(ms: number): void {
  jest.advanceTimersByTime(ms);
}
