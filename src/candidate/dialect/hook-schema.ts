import { z } from 'zod';
import { oneKeyOf } from '../one-key-of.ts';

/** A hook of a dialect, as the file has it. */

const command = z.array(z.string()).min(1, 'name at least the program');
const path = z
  .string()
  .regex(/^[^\s#]*$/, 'the path below the root of the administration, such as "park?slot=${slot}"')
  .describe('the path at the administration of the pool that is asked; values are escaped');

export const hookSchema = oneKeyOf(
  {
    run: command
      .describe('a script on this machine and its arguments, run in the folder of the file')
      .meta({ examples: [['./park.sh', '${pool}', '${callid}']] }),
    http: oneKeyOf(
      {
        post: path.meta({ examples: ['park?call=${callid}'] }),
        get: path.meta({ examples: ['slots/${slot}'] }),
        put: path.meta({ examples: ['slots/${slot}'] }),
      },
      {},
    ).describe('a request to the administration of the pool that is asked'),
    exec: command
      .describe('a command in the container of the pool that is asked')
      .meta({ examples: [['asterisk', '-rx', 'parkedcalls show']] }),
  },
  {},
);

export type HookSource = z.output<typeof hookSchema>;
