/** Where pools can run in this version, and what can be done to them there. A new runtime is one line here. */
import type { Outage, Return, Runtime } from './candidate.ts';

interface RuntimeProfile {
  /** The faults that parkspec itself can cause. */
  readonly outages: readonly Outage[];
  /** How it undoes them. */
  readonly returns: readonly Return[];
  /** Whether a command can be run where a pool runs. */
  readonly exec: boolean;
}

const RUNTIMES = {
  // Every process of a machine shares its loopback address: without privileges none can be shut out of it.
  process: { outages: ['kill', 'stop', 'pause'], returns: ['start', 'unpause'], exec: false },
  docker: { outages: ['kill', 'stop', 'pause', 'disconnect'], returns: ['start', 'unpause', 'connect'], exec: true },
  // What parkspec has not started it does not take away by itself: hooks do.
  remote: { outages: [], returns: [], exec: false },
} as const satisfies Record<Runtime, RuntimeProfile>;

export type KnownRuntime = keyof typeof RUNTIMES;

/** The faults of one runtime, as a type. */
export type OutageOf<R extends KnownRuntime> = (typeof RUNTIMES)[R]['outages'][number];

function isKnownRuntime(runtime: string): runtime is KnownRuntime {
  return Object.hasOwn(RUNTIMES, runtime);
}

/** Undefined for a runtime that this version cannot start. */
export function runtimeProfile(runtime: string | undefined): RuntimeProfile | undefined {
  return runtime !== undefined && isKnownRuntime(runtime) ? RUNTIMES[runtime] : undefined;
}

export function canSuffer(runtime: Runtime, outage: Outage): boolean {
  return runtimeProfile(runtime)?.outages.includes(outage) ?? false;
}
