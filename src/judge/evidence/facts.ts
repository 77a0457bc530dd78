/** The facts that are derived from a history, as far as one of its events. */
import type { Candidate } from '../../candidate/candidate.ts';
import type { Crossings } from '../../history/crossings.ts';
import type { EndEvent, HistoryEvent, LoadEvent, NoteEvent, RunEvent } from '../../history/event.ts';
import { parseUri } from '../../sip/uri.ts';
import type { Cell, Party } from '../../suite/cell.ts';
import type { Action, Actions } from './actions.ts';
import { listOf } from './fold.ts';
import { GrowingFacts } from './growing-facts.ts';
import type { Hearing } from './hearing.ts';
import { type GrowingDialogs, isLive, type Leg } from './legs.ts';
import type { Lookup } from './lookups.ts';
import type { Members } from './members.ts';
import { legsIn, type Owners } from './ownership.ts';
import type { Parking } from './parkings.ts';
import { isPhone, phonesIn } from './phone-addresses.ts';
import type { Phases } from './phases.ts';
import { type Messages, readMessages } from './seen-messages.ts';
import { type PlannedStep, plannedSteps } from '../../suite/planned-steps.ts';

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
  /** Addresses of the phones, `127.0.0.1:40001`. */
  readonly phones: ReadonlySet<string>;
}

export interface Facts extends Given {
  /** In the order of their numbers. */
  readonly events: readonly HistoryEvent[];
  readonly actions: readonly Action[];
  readonly actionLog: Actions;
  readonly messages: Messages;
  readonly dialogs: GrowingDialogs;
  readonly owners: Owners;
  /** The legs of a call. */
  ownersIn(call: string): Owners;
  /** The parties that were brought into each call. */
  readonly members: Members;
  readonly hearing: Hearing;
  /** How messages got across our own bad network. */
  readonly crossings: Crossings;
  readonly phases: Phases;
  readonly lookups: readonly Lookup[];
  readonly parkings: readonly Parking[];
  readonly loads: ReadonlyArray<HistoryEvent & LoadEvent>;
  /** Notes of bench trouble. */
  readonly troubles: ReadonlyArray<HistoryEvent & NoteEvent>;
}

export function openFacts(run: RunEvent, history: readonly HistoryEvent[]): Facts {
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
  };
  return new GrowingFacts(given, events, readMessages(events)).upTo(Number.POSITIVE_INFINITY);
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

/** The facts as they stood after an event. A later event cannot prove or disprove a check that ended before it. */
export function upToEvent(facts: Facts, n: number): Facts {
  return new GrowingFacts(facts, facts.events, facts.messages.all).upTo(n);
}

/** The facts as they stood after one event after another. To go on costs only the new events; to go back costs all. */
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
      this.#facts = new GrowingFacts(this.#whole, this.#whole.events, this.#whole.messages.all);
    }
    this.#at = n;
    return this.#facts.upTo(n);
  }
}

/** A party's leg in a call at a moment: the youngest that is up, else the youngest there was. */
export function legOf(facts: Facts, party: Party, call: string, n: number): Leg | undefined {
  const legs = legsIn(facts.ownersIn(call), party, call).filter((leg) => leg.accept.n <= n);
  return legs.findLast((leg) => isLive(leg, n)) ?? legs.at(-1);
}

/** A leg whose peer is no other phone is with the candidate. */
export function isWithCandidate(facts: Facts, leg: Leg): boolean {
  const uri = leg.remoteTarget === undefined ? undefined : parseUri(leg.remoteTarget);
  return uri !== undefined && !facts.phones.has(`${uri.host}:${uri.port ?? 5060}`);
}

/** From a pool, or from any other address of the candidate. */
export function isFromCandidate(facts: Facts, remote: string): boolean {
  return !isPhone(facts.phones, remote);
}
