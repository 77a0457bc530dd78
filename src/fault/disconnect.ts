/** `disconnect`: the pool is cut off from its network; what is sent to it meanwhile is lost. */
import type { OwnFault } from './fault.ts';
import { ofRuntime } from './of-runtime.ts';

export const disconnect: OwnFault = {
  apply: (pool) => ofRuntime(pool, 'disconnect').apply(),
  undo: {
    kind: 'connect',
    run: async (pool) => {
      await ofRuntime(pool, 'disconnect').undo();
      return undefined;
    },
  },
};
