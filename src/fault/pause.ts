/** `pause`: the pool is held up; what is sent to it meanwhile, it reads when it goes on. */
import type { OwnFault } from './fault.ts';
import { ofRuntime } from './of-runtime.ts';

export const pause: OwnFault = {
  apply: (pool) => ofRuntime(pool, 'pause').apply(),
  undo: {
    kind: 'unpause',
    run: async (pool) => {
      await ofRuntime(pool, 'pause').undo();
      return undefined;
    },
  },
};
