/** `pause`: the pool is held up; what is sent to it meanwhile, it reads when it goes on. */
import { lasting } from './of-runtime.ts';

export const pause = lasting('pause', 'unpause');
