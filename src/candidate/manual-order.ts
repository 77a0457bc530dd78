/** `manual`: an operator is asked in words, and confirms. Pure. */
import { dirname, resolve } from 'node:path';
import { z } from 'zod';
import type { Candidate, ManualOrder } from './candidate.ts';
import { parseDuration } from './duration.ts';

/** How long an operator may take where the file does not say, in ms. */
const WITHIN = 600_000;

const text = z
  .string()
  .trim()
  .min(1, 'say what the operator is to do')
  .max(500, 'at most 500 characters')
  .regex(/^[^\p{Cc}]*$/u, 'one line of text');

export const manual = text
  .describe('what an operator is asked to do: it is shown, and waited for until it is confirmed')
  .meta({ examples: ['Pull the network cable of the primary'] });

export const confirm = z
  .string()
  .trim()
  .min(1, 'must not be empty')
  .describe('the file that is made, or changed, when `manual` is done; one beside the history where it is left out')
  .meta({ examples: ['./done'] });

interface Source {
  readonly manual?: string | undefined;
  readonly confirm?: string | undefined;
  readonly within?: string | undefined;
}

export function manualOrder({ manual: asked = '', confirm: path, within = '' }: Source, file: string): ManualOrder {
  return {
    kind: 'manual',
    text: asked,
    ...(path !== undefined && { confirm: resolve(dirname(file), path) }),
    within: parseDuration(within) ?? WITHIN,
  };
}

/** Each thing that an operator is asked to do in one cell at most. */
export function manualOrders({ transitions, reset }: Pick<Candidate, 'transitions' | 'reset'>): readonly ManualOrder[] {
  const actions = [...Object.values(transitions).flatMap((each) => each.actions), ...(reset?.actions ?? [])];
  return actions.filter((action) => action.kind === 'manual');
}
