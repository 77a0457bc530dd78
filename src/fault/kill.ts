/** `kill`: the pool ends by SIGKILL; it forgets its calls. */
import type { OwnFault } from './fault.ts';
import { ofRuntime } from './of-runtime.ts';
import { start } from './start.ts';

export const kill: OwnFault = { apply: (pool) => ofRuntime(pool, 'kill').apply(), undo: start };
