/** `start`: undoes what ends a pool. */
import type { Undo } from './fault.ts';

/** Longest time a pool may take from its start to its first answer, in ms. */
export const START_WITHIN = 10_000;

export const start: Undo = {
  kind: 'start',
  run: async (pool, { signal }) => {
    const result = await pool.start(START_WITHIN, signal);
    return result.kind === 'down' ? result.why : undefined;
  },
};
