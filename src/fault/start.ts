/** `start`: undoes what ends a pool. */
import type { Undo } from './fault.ts';

export const start: Undo = {
  kind: 'start',
  run: async (pool, bench) => {
    const result = await pool.start(bench.start, bench.signal);
    return result.kind === 'down' ? result.why : undefined;
  },
};
