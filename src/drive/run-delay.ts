import { readFileSync } from 'node:fs';

/**
 * How long the main thread of a process has waited for a processor since it began although it was ready to run, in ms:
 * the second number of /proc/<pid>/schedstat (Linux). Undefined where the system does not tell or the process is gone.
 */
export function runDelay(pid: number): number | undefined {
  try {
    const [, waited] = readFileSync(`/proc/${pid}/schedstat`, 'latin1').split(' ');
    const nanoseconds = Number(waited);
    return Number.isFinite(nanoseconds) ? nanoseconds / 1e6 : undefined;
  } catch {
    return undefined;
  }
}
