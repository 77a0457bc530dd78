import { pace } from './pace.ts';

const PACE = 50;

/**
 * Tries until nothing is missing or `within` ms are over; the last thing that was missing. Each attempt is told how long
 * it may take, in ms.
 */
export async function poll(
  signal: AbortSignal,
  within: number,
  attempt: (left: number) => Promise<string | undefined>,
): Promise<string | undefined> {
  const deadline = performance.now() + within;
  for (;;) {
    const missing = await attempt(Math.max(1, deadline - performance.now()));
    if (missing === undefined || performance.now() >= deadline || signal.aborted) return missing;
    await pace(PACE, signal);
  }
}
