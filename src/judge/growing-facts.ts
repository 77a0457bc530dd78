/** The facts of a history as far as an event. Each part is derived when it is asked for, and goes on where it stopped. */
import type { Evidence, Reading } from '../dialect/reading.ts';
import { Crossings } from '../history/crossings.ts';
import type { HistoryEvent, LoadEvent, NoteEvent } from '../history/event.ts';
import { POOLS, type PoolName } from '../suite/cell.ts';
import { type Action, Actions } from './evidence/actions.ts';
import { Follower } from './evidence/fold.ts';
import { Hearing } from './evidence/hearing.ts';
import { GrowingDialogs } from './evidence/legs.ts';
import { Members } from './evidence/members.ts';
import { Phases } from './evidence/phases.ts';
import { Messages, type Seen } from './evidence/seen-messages.ts';
import type { Facts, Given } from './facts.ts';

export class GrowingFacts implements Facts {
  readonly run: Facts['run'];
  readonly cell: Facts['cell'];
  readonly candidate: Facts['candidate'];
  readonly plan: Facts['plan'];
  readonly stepsOf: Facts['stepsOf'];
  readonly stepOf: Facts['stepOf'];
  readonly end: Facts['end'];
  readonly phones: Facts['phones'];
  readonly read: Facts['read'];
  readonly events: HistoryEvent[] = [];
  readonly actionLog = new Actions();
  readonly messages = new Messages();
  readonly loads: Array<HistoryEvent & LoadEvent> = [];
  readonly troubles: Array<HistoryEvent & NoteEvent> = [];
  readonly #history: readonly HistoryEvent[];
  readonly #seen: readonly Seen[];
  readonly #milestones: HistoryEvent[] = [];
  readonly #dialogs = new GrowingDialogs();
  readonly #hearing = new Hearing();
  readonly #crossings = new Crossings();
  readonly #crossingsTaken = new Follower((event: HistoryEvent) => this.#crossings.take(event));
  #members: Members | undefined;
  #reading: { readonly at: number; readonly value: Reading } | undefined;
  #phases: Phases | undefined;

  /** @param history  in the order of its numbers, with the messages of it in `seen` */
  constructor(given: Given, history: readonly HistoryEvent[], seen: readonly Seen[]) {
    const { run, cell, candidate, plan, stepsOf, stepOf, end, phones, read } = given;
    this.run = run;
    this.cell = cell;
    this.candidate = candidate;
    this.plan = plan;
    this.stepsOf = stepsOf;
    this.stepOf = stepOf;
    this.end = end;
    this.phones = phones;
    this.read = read;
    this.#history = history;
    this.#seen = seen;
  }

  /** Goes on to an event. Parts that were read before grow. */
  upTo(n: number): this {
    for (let next = this.#history[this.events.length]; next !== undefined && next.n <= n; ) {
      this.#add(next);
      next = this.#history[this.events.length];
    }
    for (let next = this.#seen[this.messages.all.length]; next !== undefined && next.n <= n; ) {
      this.messages.take(next);
      next = this.#seen[this.messages.all.length];
    }
    this.actionLog.follow(this.events);
    return this;
  }

  get actions(): readonly Action[] {
    return this.actionLog.all;
  }

  get dialogs(): GrowingDialogs {
    return this.#dialogs.follow(this.messages.all);
  }

  get hearing(): Hearing {
    return this.#hearing.follow(this.events);
  }

  get crossings(): Crossings {
    this.#crossingsTaken.follow(this.events);
    return this.#crossings;
  }

  get phases(): Phases {
    this.#phases ??= new Phases(this.#milestones);
    return this.#phases;
  }

  get members(): Members {
    const { all, lateFrames } = this.actionLog;
    // Only the action of a check tells whether its parts are forbidden.
    if (this.#members?.lateFrames !== lateFrames) this.#members = new Members(this.actionLog, this.stepOf);
    return this.#members.follow(all);
  }

  get owners(): Reading['owners'] {
    return this.#readNow().owners;
  }

  get parkings(): Reading['parkings'] {
    return this.#readNow().parkings;
  }

  get retrievals(): Reading['retrievals'] {
    return this.#readNow().retrievals;
  }

  get lookups(): Reading['lookups'] {
    return this.#readNow().lookups;
  }

  get dials(): Reading['dials'] {
    return this.#readNow().dials;
  }

  get explained(): Reading['explained'] {
    return this.#readNow().explained;
  }

  #add(event: HistoryEvent): void {
    this.events.push(event);
    if (event.kind === 'load') this.loads.push(event);
    if (event.kind === 'note' && event.level === 'trouble') this.troubles.push(event);
    if (event.kind !== 'phase' && event.kind !== 'fault' && event.kind !== 'process') return;
    this.#milestones.push(event);
    this.#phases = undefined;
  }

  /** The dialect reads again when there is something new to read. */
  #readNow(): Reading {
    const at = this.events.length;
    if (this.#reading?.at !== at) this.#reading = { at, value: this.read(this.#evidence()) };
    return this.#reading.value;
  }

  #evidence(): Evidence {
    const { candidate, actions, messages, dialogs, hearing, crossings, phones, run } = this;
    const poolAt = (address: string): PoolName | undefined => POOLS.find((pool) => run.pools[pool] === address);
    return { candidate, actions, messages, dialogs, hearing, crossings, phones, poolAt };
  }
}
