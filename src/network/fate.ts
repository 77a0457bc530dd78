/** What becomes of a datagram. Pure: the n-th datagram of a stream has the same fate whenever it comes. */
import type { Dice } from './dice.ts';
import type { Impairment } from './impairment.ts';

export type Fate =
  | { readonly kind: 'lost' }
  /** One delay in ms for each copy that arrives, one or two. */
  | { readonly kind: 'arrives'; readonly delays: readonly number[] };

/** How long a datagram is held back to be overtaken, in ms: by two frames of audio, or by the answer of a fast peer. */
export const OVERTAKEN = 40;

/** Draws the same number of times for every datagram, so that no fate depends on the fates before it. */
export function fateOf({ loss, duplicate, reorder, delay, jitter }: Impairment, dice: Dice): Fate {
  const [lost, twice, held] = [dice() < loss, dice() < duplicate, dice() < reorder];
  const [first, second] = [delay + dice() * jitter, delay + dice() * jitter];
  if (lost) return { kind: 'lost' };
  const own = held ? first + OVERTAKEN : first;
  return { kind: 'arrives', delays: twice ? [own, second] : [own] };
}
