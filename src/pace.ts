import { setTimeout as delay } from 'node:timers/promises';

/** Waits `ms` ms between two attempts; whoever gives up meanwhile (`signal`) is not kept waiting. */
export async function pace(ms: number, signal: AbortSignal): Promise<void> {
  await delay(ms, undefined, { signal }).catch(() => undefined);
}
