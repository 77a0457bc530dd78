/**
 * A cell of a suite, as the rest of the program sees it: parsed, checked and free of YAML.
 * The file that it came from is kept by position, so that every verdict can point at a line.
 */

/** The phases of a run in the order in which it walks them. */
export const PHASES = ['normal', 'outage', 'failover', 'failed-over', 'failback', 'restored'] as const;
export type Phase = (typeof PHASES)[number];

/** How a call can stand when the phase begins that a cell is about. A row of a suite's table may ask for one of them. */
export const CALL_STATES = ['not-yet-parked', 'parked', 'retrieved'] as const;
export type CallState = (typeof CALL_STATES)[number];

/** The users that a spec may name. Each has a phone and a signature of its own. */
export const PARTIES = ['alice', 'bob', 'carol', 'dave', 'erin', 'frank'] as const;
export type Party = (typeof PARTIES)[number];

export const POOLS = ['primary', 'backup'] as const;
export type PoolName = (typeof POOLS)[number];

/** A place in a spec file; line and column count from 1. */
export interface Position {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** What a party does to a call, or to its registration. The same verbs serve as situation (`act`) and, but for `lapse`, under `can:` and `cannot:`. */
export type Deed =
  | { readonly verb: 'call'; readonly call: string; readonly by: Party; readonly to: Party }
  | { readonly verb: 'park'; readonly call: string; readonly by: Party }
  | { readonly verb: 'retrieve'; readonly call: string; readonly by: Party }
  | { readonly verb: 'hold'; readonly call: string; readonly by: Party }
  | { readonly verb: 'resume'; readonly call: string; readonly by: Party }
  | {
      readonly verb: 'transfer';
      readonly call: string;
      readonly by: Party;
      readonly to: Party;
      readonly how: 'blind' | 'attended';
    }
  | { readonly verb: 'hangup'; readonly call: string; readonly by: Party }
  | { readonly verb: 'register'; readonly by: Party }
  | { readonly verb: 'lapse'; readonly by: Party };

/** A deed that a server can allow or refuse. */
export type Trial = Exclude<Deed, { verb: 'lapse' }>;

export const TRIALS = ['call', 'park', 'retrieve', 'hold', 'resume', 'transfer', 'hangup', 'register'] as const;
export const VERBS = [...TRIALS, 'lapse'] as const;
export type Verb = Deed['verb'];

export const OUTCOMES = ['connected', 'disconnected', 'parked', 'held', 'nobody', 'forgotten'] as const;
export type Outcome = (typeof OUTCOMES)[number];

/** The Call Park settings of a pool that a check can compare with what the wire shows. */
export const SETTINGS = ['orbits', 'pickup-timeout', 'pickup-attempts', 'timeout-target', 'music-on-hold'] as const;
export type Setting = (typeof SETTINGS)[number];

/** Timers that a pool starts when it parks a call. A call that no longer waits must outlive them. */
export const TIMERS = ['pickup-timeout'] as const;
type Timer = (typeof TIMERS)[number];

export type Expectation =
  | { readonly kind: 'is'; readonly outcome: Outcome; readonly call: string }
  | { readonly kind: 'can'; readonly deed: Trial }
  | { readonly kind: 'cannot'; readonly deed: Trial }
  | { readonly kind: 'setting'; readonly setting: Setting; readonly call: string; readonly of: PoolName }
  | { readonly kind: 'outlives'; readonly timer: Timer; readonly call: string; readonly of: PoolName }
  | { readonly kind: 'announces'; readonly mode: 'resiliency' | 'full-service'; readonly by: Party };

export interface Act {
  readonly kind: 'act';
  readonly deed: Deed;
  readonly at: Position;
}

export interface Check {
  readonly kind: 'check';
  /** Stable id: cell id, slash, name; for example `DR-12/park-refused`. */
  readonly id: string;
  readonly expect: Expectation;
  readonly at: Position;
}

export type Step = Act | Check;

export interface PhaseSteps {
  readonly phase: Phase;
  readonly steps: readonly Step[];
}

export interface Filling {
  readonly pool: PoolName;
  readonly orbits: number;
}

export interface Cell {
  readonly id: string;
  readonly title: string;
  /** A row of its suite's table, or the state that its suite gives to what stands below the table. */
  readonly state: string;
  /** The column of the table: the phase that the cell is about. */
  readonly phase: Phase;
  readonly requirement: string;
  readonly source: string;
  /** Phases that the table itself demands: not reaching one is a failure here, elsewhere it is inconclusive. */
  readonly demands: readonly Phase[];
  /** The cell fills the range of a pool: it applies only where that pool has so many orbits. */
  readonly fills?: Filling;
  readonly at: Position;
  /** In the order of PHASES, without gaps, from `normal` to the last phase that the file names. */
  readonly scenario: readonly PhaseSteps[];
  /** The parties that the scenario names, in the order of PARTIES. */
  readonly parties: readonly Party[];
}
