import { setTimeout as delay } from 'node:timers/promises';

/** Waits `ms` ms between two attempts, and no longer when `signal` is aborted. */
export async function pace(ms: number, signal: AbortSignal): Promise<void> {
  await delay(ms, undefined, { signal }).catch(() => undefined);
}
