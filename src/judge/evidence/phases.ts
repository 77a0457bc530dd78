/** How far the cell came: phases, faults, and what became of the processes. */
import type { FaultEvent, HistoryEvent, PhaseEvent, ProcessEvent } from '../../history/event.ts';
import { endsProcess, HOOKS, isOutage } from '../../candidate/candidate.ts';
import type { Member } from '../../candidate/member.ts';
import { PHASES, type Phase } from '../../suite/cell.ts';
import { WORDS } from '../sentences/field-words.ts';

type PhaseLine = HistoryEvent & PhaseEvent;
type FaultLine = HistoryEvent & FaultEvent;
type ProcessLine = HistoryEvent & ProcessEvent;

/** A point of the history from which times are counted, and its name for a sentence. */
export interface Moment {
  readonly n: number;
  readonly t: number;
  readonly what: string;
}

export interface PhaseFacts {
  readonly entering: PhaseLine | undefined;
  readonly reached: PhaseLine | undefined;
  readonly missed: PhaseLine | undefined;
}

export class Phases {
  readonly faults: readonly FaultLine[];
  readonly processes: readonly ProcessLine[];
  readonly #lines: readonly PhaseLine[];

  constructor(events: readonly HistoryEvent[]) {
    this.#lines = events.filter((event): event is PhaseLine => event.kind === 'phase');
    this.faults = events.filter((event): event is FaultLine => event.kind === 'fault');
    this.processes = events.filter((event): event is ProcessLine => event.kind === 'process');
  }

  of(phase: Phase): PhaseFacts {
    const lines = this.#lines.filter((line) => line.phase === phase);
    const find = (state: PhaseLine['state']): PhaseLine | undefined => lines.find((line) => line.state === state);
    return { entering: find('entering'), reached: find('reached'), missed: find('missed') };
  }

  /** The last change of phase before an event; the beginning of the history when there was none. */
  lastChange(n: number): Moment {
    const line = this.#lines.findLast((each) => each.state === 'entering' && each.n <= n);
    return line === undefined
      ? { n: 0, t: 0, what: WORDS.beginning }
      : { n: line.n, t: line.t, what: WORDS.entering(line.phase) };
  }

  /** The phase that was reached last before an event. */
  at(n: number): Phase | undefined {
    return this.#lines.findLast((line) => line.state === 'reached' && line.n <= n)?.phase;
  }

  /** Whether a fault was taking the pool away at an event, or has taken it and nothing has brought it back since. */
  isTaken(pool: Member, n: number): boolean {
    const last = this.faults.findLast((line) => line.pool === pool && line.n < n);
    if (last === undefined) return false;
    if (isHarmful(last)) return last.state === 'intended' || last.state === 'applied';
    // A hook that brings a pool back may end first what is left of it.
    return last.state === 'intended' && HOOKS.some((hook) => hook === last.fault);
  }

  /** Whether the process of a pool ended between two events, and with it all that the pool knew. */
  endedBetween(pool: Member, from: number, to: number): boolean {
    const isBetween = ({ n }: { readonly n: number }): boolean => n > from && n < to;
    return (
      this.processes.some((line) => line.event === 'exited' && line.pool === pool && isBetween(line)) ||
      this.faults.some(
        (line) => line.state === 'applied' && endsProcess(line.fault) && line.pool === pool && isBetween(line),
      )
    );
  }

  /**
   * From when the time of the candidate counts. An operator or a script may take long until the pool is gone, or never begin:
   * then it counts from the proof.
   */
  #began(fault: FaultLine | undefined): number | undefined {
    if (fault?.effect === undefined) return fault?.t;
    return this.faults.find((line) => isHarmful(line) && line.state === 'applied' && line.n > fault.n)?.t ?? fault.t;
  }

  /** When the outage began: as the fault was set going, or, for one that the bench does not cause itself, its phase. */
  outage(): Moment | undefined {
    const entering = this.of('outage').entering;
    if (entering === undefined) return undefined;
    const fault = this.faults.find((line) => isHarmful(line) && line.state === 'intended');
    const { n } = fault ?? entering;
    return { n, t: this.#began(fault) ?? entering.t, what: WORDS.outage };
  }

  /** Since when a call that began at an event may have lost its pool, as seen at another: the outage, or the failback after it. */
  endsSince(begun: number, at: number): Moment {
    const outage = this.outage();
    if (outage !== undefined && outage.n > begun) return outage;
    const { entering } = this.of('failback');
    return entering !== undefined && entering.n > begun && entering.n <= at
      ? this.lastChange(entering.n)
      : this.lastChange(at);
  }
}

/** A hook may take a pool away or bring it back: then the event tells. */
export function isHarmful({ fault, effect }: Pick<FaultEvent, 'fault' | 'effect'>): boolean {
  return effect === undefined ? isOutage(fault) : effect === 'takes';
}

/** In an outage nobody is left to answer; in every other phase the pool that serves has to. */
export function mayBeSilent(phase: Phase): boolean {
  return phase === 'outage';
}

export function upTo(phase: Phase): readonly Phase[] {
  return PHASES.slice(0, PHASES.indexOf(phase) + 1);
}
