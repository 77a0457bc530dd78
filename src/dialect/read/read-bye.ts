/** The BYE with which a candidate lets the parker go, where that is its word for a park. */
import type { Action } from '../../judge/evidence/actions.ts';
import { WORDS } from '../../judge/sentences/field-words.ts';
import type { FinalWord, Known, ParkOrder } from '../reading.ts';
import { nextOf } from './read-next.ts';
import { legsBefore } from './read-park-leg.ts';

/** In the youngest leg that the parker had in the call when it asked. */
export function byeAfter(known: Known, action: Action, { n, tap }: ParkOrder): FinalWord | undefined {
  const legs = action.call === undefined ? [] : legsBefore(known.owners, tap, action.call, action.asked.n);
  const end = legs.at(-1)?.ended;
  const until = nextOf(known, action, ['park']);
  if (end?.how !== 'remote-bye' || end.n < n || end.n > until) return undefined;
  return { seen: end.message, parked: true, words: WORDS.byeCame };
}
