/** Who sends on a stream, and what an answer makes of it (RFC 3264 6.1). */
import type { Direction } from './sdp.ts';

const DIRECTIONS = ['sendrecv', 'sendonly', 'recvonly', 'inactive'] as const;

/** The direction that an attribute states, `SendOnly ` as well. */
export function directionIn(attributes: readonly string[]): Direction | undefined {
  const values = new Set(attributes.map((each) => each.trim().toLowerCase()));
  return DIRECTIONS.find((each) => values.has(each));
}

export function answerDirection(offered: Direction, wanted: Direction): Direction {
  return directionFrom(sends(wanted) && receives(offered), receives(wanted) && sends(offered));
}

/** The same, of a side that can receive nothing. */
export function deaf(direction: Direction): Direction {
  return directionFrom(sends(direction), false);
}

function sends(of: Direction): boolean {
  return of === 'sendrecv' || of === 'sendonly';
}

function receives(of: Direction): boolean {
  return of === 'sendrecv' || of === 'recvonly';
}

function directionFrom(sending: boolean, receiving: boolean): Direction {
  if (sending) return receiving ? 'sendrecv' : 'sendonly';
  return receiving ? 'recvonly' : 'inactive';
}
