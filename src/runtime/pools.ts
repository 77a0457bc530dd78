/** The port of a runtime: the two pools of a candidate, where they run, and what the phones need to reach them. */
import type { Executor } from 'sipp-ts-wrapper';
import type { Candidate } from '../candidate/candidate.ts';
import type { Users } from '../candidate/users.ts';
import type { PortRange } from '../free-port.ts';
import type { HarnessError } from '../harness-error.ts';
import type { NoteEvent, ProcessEvent, ReachedLimit, SipEvent } from '../history/event.ts';
import type { Secrets } from '../secrets.ts';
import type { Party } from '../suite/cell.ts';
import type { Members, StartResult, Straggler } from './pool.ts';

export interface Pools {
  readonly byName: Members;
  /** Where the phones have to listen so that the pools reach them. */
  readonly phonesAt: string;
  /**
   * All that is theirs, as addresses and ranges of them: `198.18.0.32/27`. Phones send nothing elsewhere, but to what the
   * candidate file declares.
   */
  readonly addresses: readonly string[];
  /** The ports at which the phones listen; left out where the kernel chooses them. */
  readonly ports?: PortRange;
  /** As whom the phones register, where that is not as the candidate file says. */
  readonly users?: Users;
  /** Where the SIPp of a phone runs; undefined where that is on this machine. */
  readonly sippAt?: (party: Party) => Executor;
  /** Sees the messages of the phones by other means; undefined where nothing does, or nobody asked for it. */
  readonly witness?: PoolsWitness;
  /**
   * Makes both as a cell must find them: they answer, and know of no call and no phone of an earlier cell. A runtime that
   * starts them for each cell starts them; each may take `within` ms to answer.
   */
  reset(within: number, signal: AbortSignal): Promise<StartResult>;
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
  /** What is hidden in all that is kept of the pools; what is secret of their environment is added. */
  readonly secrets: Secrets;
  /** Told of processes that outlived their pools and had to be killed. */
  readonly onStragglers: (found: readonly Straggler[]) => void;
  /** Told what is worth a line in the history but breaks nothing. */
  readonly onNote: (text: string) => void;
  /** Told when a pool has reached a limit of what it may use, at most once for each. */
  readonly onLimit?: (reached: ReachedLimit, text: string) => void;
  /** Told when what the pools run on is lost. */
  readonly onTrouble: (error: HarnessError) => void;
}

/** One way to run pools: what each folder of `src/runtime/` gives. */
export interface Runtime {
  /** Chooses addresses and prepares what the pools run in; nothing is started yet. */
  prepare(candidate: Candidate, options: PoolsOptions): Promise<Pools>;
}

/** The reset of a runtime that starts its pools for each cell: both at a time, and then the edge, which finds them there. */
export async function startBoth(
  { primary, backup, edge }: Pools['byName'],
  within: number,
  signal: AbortSignal,
): Promise<StartResult> {
  const starts = await Promise.all([primary, backup].map((pool) => pool.start(within, signal)));
  const down = starts.find(({ kind }) => kind === 'down');
  return down ?? edge?.start(within, signal) ?? { kind: 'up' };
}
