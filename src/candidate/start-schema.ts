/** The form of what the file says about how a pool, or the edge, is started. */
import { z } from 'zod';
import { GRANTABLE, LIMIT_RANGES, type Limit } from './container-rights.ts';
import { parseSize, SIZE, sizeText } from './size.ts';

const text = z.string().trim().min(1, 'must not be empty');

export const commandForm = z
  .array(z.string())
  .min(1, 'name at least the program')
  .describe('the program and its arguments, one an item');

const size = (limit: 'memory' | 'log') => {
  const [least, most] = LIMIT_RANGES[limit];
  return z
    .string()
    .refine(
      (value) => within(limit, parseSize(value)),
      `a size from ${sizeText(least)} to ${sizeText(most)}, written such as 64KiB, 512MiB or 2GiB`,
    )
    .meta({ pattern: SIZE.source })
    .describe(
      limit === 'memory'
        ? 'how much memory a pool may use, such as 512MiB'
        : 'how much of its output is kept, such as 8MiB',
    );
};

const [FEWEST, MOST] = LIMIT_RANGES.processes;
const PROCESSES = `a whole number from ${FEWEST} to ${MOST}`;

const limits = z
  .strictObject({
    memory: size('memory'),
    processes: z
      .int(PROCESSES)
      .min(FEWEST, PROCESSES)
      .max(MOST, PROCESSES)
      .describe('how many processes and threads a pool may have at a time'),
    log: size('log'),
  })
  .partial();

function within(limit: Limit, value: number | undefined): boolean {
  const [least, most] = LIMIT_RANGES[limit];
  return value !== undefined && value >= least && value <= most;
}

export const processForm = z.strictObject({
  command: commandForm,
  cwd: text.optional(),
  env: z.record(z.string(), z.string()).optional(),
});

export const dockerForm = z
  .strictObject({
    image: text.optional().describe('name of an image that is there or can be fetched'),
    build: z
      .strictObject({ context: text.optional(), files: z.array(text).min(1).optional(), dockerfile: text.optional() })
      .optional()
      .describe('the folder from whose files the image is built, what is taken of it, and the Dockerfile'),
    command: commandForm.optional(),
    env: z.record(z.string(), z.string()).optional(),
    capabilities: z
      .array(z.enum(GRANTABLE))
      .optional()
      .describe('what the container may do beside what every process may: [NET_BIND_SERVICE]; nothing if left out')
      .meta({ examples: [['SETUID', 'SETGID']] }),
    limits: limits.optional().describe('what a pool may use: limits: { memory: 1GiB, processes: 512, log: 8MiB }'),
  })
  .refine(({ image, build }) => (image === undefined) !== (build === undefined), 'give either `image` or `build`');
