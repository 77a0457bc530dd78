import type { Stage } from '../stage.ts';
import { pace } from '../../pace.ts';

/** Tries until nothing is missing or the time is over; the last thing that was missing. */
export async function poll(
  stage: Stage,
  within: number,
  attempt: () => Promise<string | undefined>,
): Promise<string | undefined> {
  const deadline = performance.now() + within;
  for (;;) {
    const missing = await attempt();
    if (missing === undefined || performance.now() >= deadline || stage.signal.aborted) return missing;
    await pace(PACE, stage.signal);
  }
}

const PACE = 50;
