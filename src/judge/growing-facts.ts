/** The facts of a history as far as an event. Each part is derived when it is asked for, and goes on where it stopped. */
import type { Evidence, Reading } from '../dialect/reading.ts';
import { Crossings } from '../history/crossings.ts';
import type {
  AstrayEvent,
  DigitsEvent,
  HistoryEvent,
  HookEvent,
  LoadEvent,
  NoteEvent,
  SrtpEvent,
} from '../history/event.ts';
import { POOLS, type PoolName } from '../suite/cell.ts';
import { type Action, Actions } from './evidence/actions.ts';
import { Follower } from './evidence/fold.ts';
import { Hearing } from './evidence/hearing.ts';
import { GrowingDialogs, type Invitation } from './evidence/legs.ts';
import { Members } from './evidence/members.ts';
import { Phases } from './evidence/phases.ts';
import { Messages, type Wire } from './evidence/seen-messages.ts';
import type { Facts, Given } from './facts.ts';
import { GrowingReading } from './growing-reading.ts';

export class GrowingFacts implements Facts, Evidence {
  readonly run: Facts['run'];
  readonly cell: Facts['cell'];
  readonly candidate: Facts['candidate'];
  readonly plan: Facts['plan'];
  readonly stepsOf: Facts['stepsOf'];
  readonly stepOf: Facts['stepOf'];
  readonly end: Facts['end'];
  readonly phones: Facts['phones'];
  readonly reader: Facts['reader'];
  readonly events: HistoryEvent[] = [];
  readonly actionLog = new Actions();
  readonly messages = new Messages();
  readonly hooks: Array<HistoryEvent & HookEvent> = [];
  readonly digits: Array<HistoryEvent & DigitsEvent> = [];
  readonly unsecured: Array<HistoryEvent & SrtpEvent> = [];
  readonly astrays: Array<HistoryEvent & AstrayEvent> = [];
  readonly loads: Array<HistoryEvent & LoadEvent> = [];
  readonly troubles: Array<HistoryEvent & NoteEvent> = [];
  readonly poolAt = (address: string): PoolName | undefined => POOLS.find((pool) => this.run.pools[pool] === address);
  readonly #history: readonly HistoryEvent[];
  readonly #wire: Wire;
  readonly #milestones: HistoryEvent[] = [];
  readonly #dialogs = new GrowingDialogs();
  readonly #hearing = new Hearing();
  readonly #reading: GrowingReading;
  readonly #crossings = new Crossings();
  readonly #crossingsTaken = new Follower((event: HistoryEvent) => this.#crossings.take(event));
  #members: Members | undefined;
  #phases: Phases | undefined;

  /** @param history  in the order of its numbers, with the messages of it in `wire` */
  constructor(given: Given, history: readonly HistoryEvent[], wire: Wire) {
    const { run, cell, candidate, plan, stepsOf, stepOf, end, phones, reader } = given;
    this.run = run;
    this.cell = cell;
    this.candidate = candidate;
    this.plan = plan;
    this.stepsOf = stepsOf;
    this.stepOf = stepOf;
    this.end = end;
    this.phones = phones;
    this.reader = reader;
    this.#history = history;
    this.#wire = wire;
    this.#reading = new GrowingReading(reader, this);
  }

  /** Goes on to an event. Parts that were read before grow. */
  upTo(n: number): this {
    for (let next = this.#history[this.events.length]; next !== undefined && next.n <= n; ) {
      this.#add(next);
      next = this.#history[this.events.length];
    }
    const { all, unreadable } = this.#wire;
    for (let next = all[this.messages.all.length]; next !== undefined && next.n <= n; ) {
      this.messages.take(next);
      next = all[this.messages.all.length];
    }
    for (let next = unreadable[this.messages.unreadable.length]; next !== undefined && next.n <= n; ) {
      this.messages.takeUnreadable(next);
      next = unreadable[this.messages.unreadable.length];
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
    return this.#reading.update().owners;
  }

  get parkings(): Reading['parkings'] {
    return this.#reading.update().parkings;
  }

  get retrievals(): Reading['retrievals'] {
    return this.#reading.update().retrievals;
  }

  get lookups(): Reading['lookups'] {
    return this.#reading.update().lookups;
  }

  get dials(): Reading['dials'] {
    return this.#reading.update().dials;
  }

  explains(call: Invitation): boolean {
    return this.#reading.update().explains(call);
  }

  #add(event: HistoryEvent): void {
    this.events.push(event);
    if (event.kind === 'hook') this.hooks.push(event);
    if (event.kind === 'digits') this.digits.push(event);
    if (event.kind === 'srtp') this.unsecured.push(event);
    if (event.kind === 'astray') this.astrays.push(event);
    if (event.kind === 'load') this.loads.push(event);
    if (event.kind === 'note' && event.level === 'trouble') this.troubles.push(event);
    if (event.kind !== 'phase' && event.kind !== 'fault' && event.kind !== 'process') return;
    this.#milestones.push(event);
    this.#phases = undefined;
  }
}
