/** A park for which the call is on hold first: where it is not parked, whatever the reason, the parker takes it back. */
import { isSuccess } from '../../phone/reply-of.ts';
import type { ParkDialect } from '../dialect.ts';
import { notParked } from './park-outcome.ts';

export function heldForPark(park: ParkDialect['park']): ParkDialect['park'] {
  return async (request) => {
    const { leg, within } = request;
    const held = await leg.hold({ within });
    if (!isSuccess(held)) return notParked(held);
    const result = await park(request);
    // The hold was for the park alone: a party that gets no word of it, or no proof, wants its call as it was.
    if (result.kind !== 'parked') await leg.resume({ within });
    return result;
  };
}
