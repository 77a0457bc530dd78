import type { Pool } from '../runtime/pool.ts';

/** Which process holds the port of a pool that was taken away, and what to do about it. */
export function whoElse(pool: Pick<Pool, 'strays'>): string {
  const strays = pool.strays();
  if (strays.length === 0) return '';
  const list = strays.map(({ pid, command }) => `process ${pid} (${command})`).join(', ');
  return `; ${list} has left the process group of the pool: it must stay in the foreground, or be taken down by a \`run\` or \`http\` action`;
}
