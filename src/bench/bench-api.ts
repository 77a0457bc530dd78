/** What a test by hand sees of a bench: two pools, phones, and a history that is judged. */

export type BenchParty = 'alice' | 'bob' | 'carol' | 'dave' | 'erin' | 'frank';
export type BenchPhase = 'normal' | 'outage' | 'failover' | 'failed-over' | 'failback' | 'restored';

/** The name of a call, as its checks name it: `A` for the first. */
export type BenchCall = string;

/** A phone of the bench. What it does is done when it is seen; it rejects with BenchError where it could not be done. */
export interface BenchPhone {
  readonly name: BenchParty;
  call(to: BenchPhone | BenchParty): Promise<BenchCall>;
  /** Asks the pool to park the other party of the call. */
  park(call: BenchCall): Promise<void>;
  retrieve(call: BenchCall): Promise<void>;
  hold(call: BenchCall): Promise<void>;
  resume(call: BenchCall): Promise<void>;
  transfer(call: BenchCall, to: BenchPhone | BenchParty, how?: 'blind' | 'attended'): Promise<void>;
  hangUp(call: BenchCall): Promise<void>;
  register(): Promise<void>;
}

/** What a check asks, in the words of a spec. */
export type BenchExpectation =
  | { readonly is: 'connected' | 'disconnected' | 'parked' | 'held' | 'nobody' | 'forgotten'; readonly call: BenchCall }
  | ({ readonly can: BenchTrial['verb'] } & BenchTrial['fields'])
  | ({ readonly cannot: BenchTrial['verb'] } & BenchTrial['fields'])
  | {
      readonly setting: 'orbits' | 'pickup-timeout' | 'pickup-attempts' | 'timeout-target' | 'music-on-hold';
      readonly call: BenchCall;
      readonly of: 'primary' | 'backup';
    }
  | { readonly outlives: 'pickup-timeout'; readonly call: BenchCall; readonly of: 'primary' | 'backup' }
  | { readonly announces: 'resiliency' | 'full-service'; readonly by: BenchParty };

type BenchTrial =
  | {
      readonly verb: 'park' | 'retrieve' | 'hold' | 'resume' | 'hangup';
      readonly fields: { readonly call: BenchCall; readonly by: BenchParty };
    }
  | {
      readonly verb: 'transfer';
      readonly fields: {
        readonly call: BenchCall;
        readonly by: BenchParty;
        readonly to: BenchParty;
        readonly how?: 'blind' | 'attended';
      };
    }
  | {
      readonly verb: 'call';
      readonly fields: { readonly as: BenchCall; readonly from: BenchParty; readonly to: BenchParty };
    }
  | { readonly verb: 'register'; readonly fields: { readonly by: BenchParty } };

export interface BenchVerdict {
  /** `bench/still-connected` */
  readonly id: string;
  readonly verdict: 'pass' | 'fail' | 'inconclusive' | 'error' | 'not-applicable';
  /** The code of the finding: docs/findings.md. */
  readonly code?: string | undefined;
  /** What was observed, what was expected and what to try. */
  readonly reason: string;
  /** Measured values; the key ends in its unit: `gapMs`. */
  readonly figures: Readonly<Record<string, number>>;
  /** Numbers of the events of the history that prove it. */
  readonly evidence: readonly number[];
}

export interface BenchReport {
  /** The worst of all checks. */
  readonly verdict: BenchVerdict['verdict'];
  /** Of all that was asked, and of what every bench is looked at for at its end: `bench/aftermath`. */
  readonly checks: readonly BenchVerdict[];
  /** The absolute path of the history; `parkspec judge` gives the same verdicts again. */
  readonly history: string;
}

export interface BenchOptions {
  /** The first part of the ids of its checks: letters, digits and hyphens; `bench` unless told. */
  readonly name?: string;
  /** Where the history and the logs of the pools go; a new folder below `reports/benches` unless told. */
  readonly directory?: string;
  /** Whose SIP the phones speak; `native` unless told. */
  readonly phones?: 'native' | 'sipp';
  /** How the primary goes down, instead of what the candidate file says. */
  readonly outage?: 'kill' | 'stop' | 'pause' | 'disconnect';
  /** Longest life of the bench, in ms; five minutes unless told. */
  readonly within?: number;
}

export interface Bench extends Readonly<Record<BenchParty, BenchPhone>>, AsyncDisposable {
  /** Goes through the phases as far as this one. Rejects with BenchError where one of them is not reached. */
  reach(phase: BenchPhase): Promise<void>;
  /** As `reach('outage')`: the primary is taken away, and that is proven. */
  outage(): Promise<void>;
  /**
   * Does what must be seen, and judges it. Rejects with BenchError for words that mean nothing, never for a verdict.
   *
   * @param name  of the check, such as `still-connected`; each has another
   */
  check(name: string, expectation: BenchExpectation): Promise<BenchVerdict>;
  /** Hangs up, looks whether anything is left over, ends the pools and judges all. The second time it gives the same. */
  close(): Promise<BenchReport>;
}
