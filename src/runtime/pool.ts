/** A pool of the candidate as the driver sees it, however it runs: as a process, in a container. */
import type { SipAddress } from '../candidate/sip-address.ts';
import type { KnownRuntime, OutageOf } from '../candidate/runtime-profiles.ts';
import type { Member } from '../candidate/member.ts';
import { HarnessError } from '../harness-error.ts';
import type { PoolName } from '../suite/cell.ts';
import { hostPort } from '../numeric-host.ts';

export interface HttpAddress {
  readonly host: string;
  readonly port: number;
}

/** `cut-off`: it runs, and nothing gets to it or from it. */
export type PoolState = 'gone' | 'running' | 'paused' | 'cut-off';

/** How the start of a pool went; a pool that does not come up is the candidate's affair, so it is no exception. */
export type StartResult = { readonly kind: 'up' } | { readonly kind: 'down'; readonly why: string };

/** What a command in a pool came to; `code` is undefined when it could not be run. */
export interface ExecResult {
  readonly code: number | undefined;
  /** What it printed, or why it could not be run. */
  readonly output: string;
}

/** A process of the candidate that is not where it belongs. */
export interface Straggler {
  readonly pid: number;
  /** Its process group. */
  readonly group: number;
  /** `node server.js --pool primary`, at most 120 characters. */
  readonly command: string;
}

/** A fault of a pool that lasts until it is undone. */
export interface LastingFault {
  apply(): Promise<void>;
  undo(): Promise<void>;
}

/** A fault that ends the pool; `start` undoes it. */
export type EndingFault = Pick<LastingFault, 'apply'>;

/** The faults that a runtime can cause; what it cannot is not there. Which they are stands in `RUNTIMES`. */
export interface PoolFaults {
  readonly kill?: EndingFault;
  /** SIGTERM, and SIGKILL after a grace for a pool that does not heed it. */
  readonly stop?: EndingFault;
  readonly pause?: LastingFault;
  readonly disconnect?: LastingFault;
}

/** Exactly those that the table of runtimes promises of one runtime. */
export type FaultsOf<R extends KnownRuntime> = Required<Pick<PoolFaults, OutageOf<R>>>;

/**
 * What is asked of a pool in a state that it does not fit is not done: its state tells. Rejects with HarnessError where
 * what the pool runs on (the system, the engine) does not do as it is told.
 */
export interface Pool {
  readonly name: Member;
  /** Where phones reach it. */
  readonly address: SipAddress;
  /** Its administration, where it has one. */
  readonly http: HttpAddress | undefined;
  /** As it was seen last. */
  readonly state: PoolState;
  /** The process on this machine that is the pool, also while it is held up; undefined where that cannot be known. */
  readonly pid: number | undefined;
  readonly faults: PoolFaults;
  /** Looks what has become of it: a hook, too, may stop a process or pause a container. */
  look(): Promise<PoolState>;
  /** Starts it and waits until it answers OPTIONS, has ended, or `within` ms are over. Nothing to do for one that runs. */
  start(within: number, signal: AbortSignal): Promise<StartResult>;
  /** Undefined where no command can be run in it. Rejects with the reason of `signal` when that is aborted first. */
  readonly exec?: (command: readonly string[], signal: AbortSignal) => Promise<ExecResult>;
  /** Its processes that are out of reach of what takes it down. */
  strays(): readonly Straggler[];
  /** The end of its log. */
  lastWords(): string;
}

/** The pools of a candidate, and the edge in front of them where it has one: it is started and taken away as a pool is. */
export type Members<P = Pool> = Readonly<Record<PoolName, P>> & { readonly edge?: P | undefined };

/** Throws HarnessError for the edge of a candidate that has none: its file was read by another version. */
export function memberOf<P>(members: Members<P>, name: Member): P {
  const found = members[name];
  if (found !== undefined) return found;
  throw new HarnessError('transition', `the candidate has no ${name}`, {
    hint: 'add `edge` to the candidate file (docs/edges.md)',
  });
}

export function everyMember<P>({ primary, backup, edge }: Members<P>): readonly P[] {
  return edge === undefined ? [primary, backup] : [primary, backup, edge];
}

/** An address as histories write it: `udp:127.0.0.1:5060`. */
export function addressText({ transport, host, port }: SipAddress): string {
  return `${transport}:${hostPort(host, port)}`;
}
