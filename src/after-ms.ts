/**
 * Calls back when `ms` ms are over, and not before what had come by then has been read: an event loop that was held up sees
 * to its timers first, and would take an answer that came in time for none. Returns what cancels it.
 */
export function afterMs(ms: number, done: () => void): () => void {
  let reading: NodeJS.Immediate | undefined;
  // A timer takes whole milliseconds, and leaves the rest out.
  const timer = setTimeout(() => {
    reading = setImmediate(done);
  }, Math.ceil(ms));
  return () => {
    clearTimeout(timer);
    clearImmediate(reading);
  };
}
