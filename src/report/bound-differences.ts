/** The bounds of a run as reports name them: a wide one makes green what the default would not. */
import { BOUNDS, DEFAULT_BOUNDS } from '../candidate/bounds.ts';
import type { Bounds } from '../candidate/candidate.ts';
import type { RunResult } from '../run/ledger.ts';
import { exactTime } from './words.ts';

export interface BoundInForce {
  /** `gap 20 s` */
  readonly text: string;
  /** `1 s`; only where another value is in force. */
  readonly usual?: string;
}

export function boundsInForce(bounds: Bounds): readonly BoundInForce[] {
  return BOUNDS.map((name) => ({
    text: `${name} ${exactTime(bounds[name])}`,
    ...(bounds[name] === DEFAULT_BOUNDS[name] ? {} : { usual: exactTime(DEFAULT_BOUNDS[name]) }),
  }));
}

/** One sentence when the candidate file has bounds of its own; empty when all are the defaults. */
export function ownBounds({ plan }: RunResult): readonly string[] {
  const own = boundsInForce(plan.candidate.bounds).flatMap(({ text, usual }) =>
    usual === undefined ? [] : `${text} (${usual})`,
  );
  return own.length === 0 ? [] : [`bounds other than the defaults: ${own.join(', ')}`];
}
