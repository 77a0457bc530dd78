/** A number is no call: another call may wait at an orbit where the one that is asked for was parked. */
import { isParkedAt, type Lookup, type Parking, type ShownCall } from '../../dialect/reading.ts';
import type { PoolName } from '../../suite/cell.ts';
import type { Excerpt } from '../excerpt.ts';

/** The park of another call that waits at this orbit of this pool from the beginning of the excerpt to its end. */
export function neighbourAt({ facts, range }: Excerpt, call: string, at: { orbit: string; pool: PoolName }) {
  return facts.parkings.findLast(
    (parking) =>
      parking.call !== call &&
      parking.orbit === at.orbit &&
      parking.pool === at.pool &&
      parking.parkLeg !== undefined &&
      isParkedAt(parking.parkLeg, range.from) &&
      isParkedAt(parking.parkLeg, range.to),
  );
}

/** The calls at an orbit beside the neighbour: that one is known by its dialog, or is one of those of which no dialog is shown. */
export function besideNeighbour({ shown }: Lookup, { parkLeg }: Parking): readonly ShownCall[] {
  const own =
    shown.find(({ callId }) => callId === parkLeg?.leg.callId) ?? shown.find(({ callId }) => callId === undefined);
  return shown.filter((each) => each !== own);
}
