/** When a call was on hold: neither side hears the other then, as both want it. */
import { type Dialect, HELD_FIRST } from '../../candidate/dialect/dialect-table.ts';
import type { Party } from '../../suite/cell.ts';
import type { Action } from './actions.ts';

interface Point {
  readonly n: number;
  readonly t: number;
}

/** A time in which a call was not on hold; without an end it lasts on. */
export interface SpokenTime {
  readonly from: Point;
  readonly to: number;
}

/**
 * The parts of the time from `since` to the event `to` in which nobody held the call, as far as the driver did so.
 *
 * @param dialect  one in which the parker calls a number to park has the call on hold while a park is tried
 */
export function spokenTimes(
  actions: readonly Action[],
  call: string,
  { since, to, dialect }: { readonly since: Point; readonly to: number; readonly dialect: Pick<Dialect, 'park'> },
): readonly SpokenTime[] {
  const times: SpokenTime[] = [];
  const holders = new Set<Party | undefined>();
  let from: Point | undefined = since;
  for (const { verb, by, call: label, asked, ended } of actions) {
    if (label !== call || ended === undefined || asked.n > to) continue;
    if (verb === 'park' && HELD_FIRST.has(dialect.park.by) && holders.size === 0) {
      if (from !== undefined && asked.n > from.n) times.push({ from, to: asked.n });
      from = ended.n > since.n ? ended : since;
    }
    if (ended.state !== 'done') continue;
    if (verb === 'hold') {
      if (holders.size === 0 && from !== undefined && asked.n > from.n) times.push({ from, to: asked.n });
      holders.add(by);
      from = undefined;
    } else if (verb === 'resume') holders.delete(by);
    // The call goes on with another party, and that one has nothing to do with the hold.
    else if (verb === 'transfer' || verb === 'retrieve') holders.clear();
    else continue;
    if (holders.size === 0) from ??= ended.n > since.n ? ended : since;
  }
  return from === undefined ? times : [...times, { from, to }];
}
