/** The protocol of every fault, of parkspec or of a hook: applied, proven by what is seen, watched, undone. */
import type { FaultKind } from '../history/event.ts';
import type { Return } from '../candidate/candidate.ts';
import type { Pool, PoolState } from '../runtime/pool.ts';
import type { FaultBench } from './fault-bench.ts';

/** A fault that parkspec causes with the means of the runtime. */
export interface OwnFault {
  /** Makes it happen. Throws HarnessError where the runtime of the pool has no such fault, which is refused before. */
  apply(pool: Pool): Promise<void>;
  /** What undoes it: bringing the pool back is the reverse of how it went. */
  readonly undo: Undo;
}

export interface Undo {
  readonly kind: Return;
  /** What kept it from being undone; undefined when it is. */
  run(pool: Pool, bench: FaultBench): Promise<string | undefined>;
}

/** What was missing of what should have been done or shown. */
export interface Missing {
  readonly why: string;
  /** A script or a command took too long: that tells nothing about the candidate. */
  readonly overran?: true;
}

/** A fault, or a step of one, that something else than the runtime carries out. */
export interface HookFault<Action> {
  /** What kept it from being carried out; undefined when it was. */
  apply(bench: FaultBench, action: Action): Promise<Missing | undefined>;
}

/** A fault under way: what it is called in the history, and which pool it takes away or brings back. */
export interface Underway {
  readonly kind: FaultKind;
  readonly effect: 'takes' | 'returns';
  readonly pool: Pool;
  /** Longest time until its effect must show, in ms. */
  readonly within: number;
  /** Whether the runtime itself has done it, so that the state of the pool must show it. */
  readonly own: boolean;
}

/** What a state says of a pool that is to be away; nothing of one that runs. */
export const LIFE: Readonly<Record<PoolState, string | undefined>> = {
  gone: 'its process has ended',
  paused: 'its process is stopped',
  'cut-off': 'it is cut off from the network',
  running: undefined,
};
