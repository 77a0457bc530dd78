/** `stop`: the pool ends by SIGTERM, and SIGKILL for a pool that does not heed it; it forgets its calls. */
import type { OwnFault } from './fault.ts';
import { ofRuntime } from './of-runtime.ts';
import { start } from './start.ts';

export const stop: OwnFault = { apply: (pool) => ofRuntime(pool, 'stop').apply(), undo: start };
