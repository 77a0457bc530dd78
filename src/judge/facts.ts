/** The facts that are derived from a history, as far as one of its events. */
import type { Candidate } from '../candidate/candidate.ts';
import { readerOf } from '../dialect/dialects.ts';
import type { DialectReader, Reading } from '../dialect/reading.ts';
import type { Crossings } from '../history/crossings.ts';
import type {
  AstrayEvent,
  EndEvent,
  HistoryEvent,
  LoadEvent,
  NoteEvent,
  RunEvent,
  SrtpEvent,
} from '../history/event.ts';
import type { Cell, Party } from '../suite/cell.ts';
import { type PlannedStep, plannedSteps } from '../suite/planned-steps.ts';
import type { Action, Actions } from './evidence/actions.ts';
import { listOf } from './evidence/fold.ts';
import type { Hearing } from './evidence/hearing.ts';
import { type GrowingDialogs, isLive, type Leg } from './evidence/legs.ts';
import type { Members } from './evidence/members.ts';
import { legsIn } from './evidence/ownership.ts';
import { isPhone, leadsToCandidate, type PhoneAddresses, phonesIn } from './evidence/phone-addresses.ts';
import type { Phases } from './evidence/phases.ts';
import { type Messages, readWire } from './evidence/seen-messages.ts';
import { GrowingFacts } from './growing-facts.ts';

/** The facts that hold at every event. */
export interface Given {
  readonly run: RunEvent;
  readonly cell: Cell;
  readonly candidate: Candidate;
  readonly plan: readonly PlannedStep[];
  /** Steps of a call, in the order of the plan. */
  readonly stepsOf: ReadonlyMap<string, readonly PlannedStep[]>;
  /** Steps by the ids of their checks. */
  readonly stepOf: ReadonlyMap<string, PlannedStep>;
  /** Undefined when the history breaks off. */
  readonly end: EndEvent['why'] | undefined;
  readonly phones: PhoneAddresses;
  /** How parking is read out of the history. */
  readonly reader: DialectReader;
}

export interface Facts extends Given, Reading {
  /** In the order of their numbers. */
  readonly events: readonly HistoryEvent[];
  readonly actions: readonly Action[];
  readonly actionLog: Actions;
  readonly messages: Messages;
  readonly dialogs: GrowingDialogs;
  /** The parties that were brought into each call. */
  readonly members: Members;
  readonly hearing: Hearing;
  /** How messages got across our own bad network. */
  readonly crossings: Crossings;
  readonly phases: Phases;
  readonly loads: ReadonlyArray<HistoryEvent & LoadEvent>;
  /** Where phones were led outside of the cell. */
  readonly unsecured: ReadonlyArray<HistoryEvent & SrtpEvent>;
  readonly astrays: ReadonlyArray<HistoryEvent & AstrayEvent>;
  /** Notes of bench trouble. */
  readonly troubles: ReadonlyArray<HistoryEvent & NoteEvent>;
}

/** @param reader  of the dialect; that of the candidate unless it is named. */
export function openFacts(
  run: RunEvent,
  history: readonly HistoryEvent[],
  reader: DialectReader = readerOf(run.candidate, run.beside),
): Facts {
  const events = history.toSorted((a, b) => a.n - b.n);
  const plan = plannedSteps(run.cell);
  const given = {
    run,
    cell: run.cell,
    candidate: run.candidate,
    plan,
    ...indexed(plan),
    end: events.findLast((event) => event.kind === 'end')?.why,
    phones: phonesIn(events),
    reader,
  };
  return new GrowingFacts(given, events, readWire(events)).upTo(Number.POSITIVE_INFINITY);
}

function indexed(plan: readonly PlannedStep[]): Pick<Given, 'stepsOf' | 'stepOf'> {
  const stepsOf = new Map<string, PlannedStep[]>();
  const stepOf = new Map<string, PlannedStep>();
  for (const planned of plan) {
    const { call, step } = planned;
    if (call !== undefined) listOf(stepsOf, call).push(planned);
    if (step.kind === 'check' && !stepOf.has(step.id)) stepOf.set(step.id, planned);
  }
  return { stepsOf, stepOf };
}

/**
 * The facts as they stood after one event after another: a later event cannot prove or disprove a check that ended before
 * it. To go on costs only the new events; to go back costs all.
 */
export class Unfolding {
  readonly #whole: Facts;
  #facts: GrowingFacts | undefined;
  #at = 0;

  constructor(whole: Facts) {
    this.#whole = whole;
  }

  /** Facts that were returned before grow too, so they must not be used any more. */
  upTo(n: number): Facts {
    if (n >= (this.#whole.events.at(-1)?.n ?? 0)) return this.#whole;
    if (this.#facts === undefined || n < this.#at) {
      this.#facts = new GrowingFacts(this.#whole, this.#whole.events, this.#whole.messages);
    }
    this.#at = n;
    return this.#facts.upTo(n);
  }
}

/** A party's leg in a call at a moment: the youngest that is up, else the youngest there was. */
export function legOf(facts: Facts, party: Party, call: string, n: number): Leg | undefined {
  return youngest(legsIn(facts.owners, party, call), n);
}

export function youngest(legs: readonly Leg[], n: number): Leg | undefined {
  const answered = legs.filter((leg) => leg.accept.n <= n);
  return answered.findLast((leg) => isLive(leg, n)) ?? answered.at(-1);
}

/** A leg whose peer is no other phone is with the candidate. */
export function isWithCandidate({ phones }: Facts, { remoteTarget }: Leg): boolean {
  return leadsToCandidate(phones, remoteTarget);
}

/** From a pool, or from any other address of the candidate. */
export function isFromCandidate({ phones }: Facts, remote: string): boolean {
  return !isPhone(phones, remote);
}
