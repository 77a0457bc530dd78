import { readFileSync } from 'node:fs';

/**
 * Whether the process that the engine names as that of a container is to be seen here under the same number: not so where
 * the engine is on another machine, or the harness in a container of its own. Told by its control group (Linux).
 */
export function onThisMachine(pid: number, container: string): boolean {
  try {
    return pid > 0 && readFileSync(`/proc/${pid}/cgroup`, 'latin1').includes(container);
  } catch {
    return false;
  }
}
