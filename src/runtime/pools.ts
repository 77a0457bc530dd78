/** The two pools of a candidate, by its runtime; nothing is started yet. */
import type { Candidate } from '../candidate/candidate.ts';
import type { CellNetwork } from './docker/cell-network.ts';
import type { HarnessError } from '../harness-error.ts';
import type { NoteEvent, ProcessEvent, SipEvent } from '../history/event.ts';
import type { PoolName } from '../suite/cell.ts';
import type { Pool } from './pool.ts';
import type { Straggler } from './process/stragglers.ts';

export interface Pools {
  readonly byName: Readonly<Record<PoolName, Pool>>;
  /** The private network that containers are in; undefined where the pools are processes. */
  readonly network?: CellNetwork;
  /** Where the phones have to listen so that the pools reach them. */
  readonly phonesAt: string;
  /** Sees the messages of the phones by other means; undefined where nothing does, or nobody asked for it. */
  readonly witness?: PoolsWitness;
  /** Ends both, and whatever they left behind, and gives back what they were given. */
  close(): Promise<void>;
}

export interface PoolsWitness {
  /** Told what a phone has recorded. */
  hear(event: SipEvent): void;
  /** How the record compares with what was seen until now; undefined where that is not known. */
  testify(): Promise<NoteEvent | undefined>;
}

export interface PoolsOptions {
  /** Ids of the run and of the cell, for labels. */
  readonly run: string;
  readonly cell: string;
  /** Where `<pool>.log` with the output of a pool goes. */
  readonly directory: string;
  readonly record: (event: ProcessEvent) => void;
  /** Told of processes that outlived their pools and had to be killed. */
  readonly onStragglers: (found: readonly Straggler[]) => void;
  /** Told what is worth a line in the history but breaks nothing. */
  readonly onNote: (text: string) => void;
  /** Told when what the pools run on is lost. */
  readonly onTrouble: (error: HarnessError) => void;
}

/** Chooses addresses and prepares processes or containers. What only one runtime needs is loaded for it alone. */
export async function preparePools(candidate: Candidate, options: PoolsOptions): Promise<Pools> {
  const { prepare } =
    candidate.runtime === 'docker'
      ? await import('./docker/docker-pools.ts')
      : await import('./process/process-pools.ts');
  return prepare(candidate, options);
}
