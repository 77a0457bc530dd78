/** `disconnect`: the pool is cut off from its network; what is sent to it meanwhile is lost. */
import { lasting } from './of-runtime.ts';

export const disconnect = lasting('disconnect', 'connect');
