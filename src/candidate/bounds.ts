import type { Bounds } from './candidate.ts';

export const BOUNDS = ['park', 'disconnect', 'gap', 'setup', 'probe', 'cell'] as const satisfies ReadonlyArray<
  keyof Bounds
>;

/** In ms. Generous: a slow server is no wrong server; say less to be told sooner. */
export const DEFAULT_BOUNDS: Bounds = {
  park: 4_000,
  disconnect: 8_000,
  gap: 1_000,
  setup: 4_000,
  probe: 2_000,
  cell: 60_000,
};

/**
 * How long a pool may take to answer a BYE, in ms: two retransmissions (RFC 3261, 17.1.2.2). No candidate file changes it;
 * who waits less than who judges would see nothing.
 */
export const BYE_ANSWERED_WITHIN = 2_000;
