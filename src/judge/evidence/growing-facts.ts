/** The facts of a history as far as an event. Each part is derived when it is asked for, and goes on where it stopped. */
import { Crossings } from '../../history/crossings.ts';
import type { HistoryEvent, LoadEvent, NoteEvent } from '../../history/event.ts';
import { POOLS } from '../../suite/cell.ts';
import { type Action, Actions } from './actions.ts';
import type { Facts, Given } from './facts.ts';
import { Follower } from './fold.ts';
import { GrowingOwners } from './growing-owners.ts';
import { GrowingLookups, GrowingParkings } from './growing-parkings.ts';
import { Hearing } from './hearing.ts';
import { GrowingDialogs } from './legs.ts';
import type { Lookup } from './lookups.ts';
import { Members } from './members.ts';
import type { Owners } from './ownership.ts';
import type { Parking } from './parkings.ts';
import { isPhone } from './phone-addresses.ts';
import { Phases } from './phases.ts';
import { Messages, type Seen } from './seen-messages.ts';

export class GrowingFacts implements Facts {
  readonly run: Facts['run'];
  readonly cell: Facts['cell'];
  readonly candidate: Facts['candidate'];
  readonly plan: Facts['plan'];
  readonly stepsOf: Facts['stepsOf'];
  readonly stepOf: Facts['stepOf'];
  readonly end: Facts['end'];
  readonly phones: Facts['phones'];
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
  readonly #parkings = new GrowingParkings();
  readonly #lookups = new GrowingLookups();
  readonly #owners = new GrowingOwners((call, leg) => this.#parkings.takeLeg(call, leg));
  readonly #crossingsTaken = new Follower((event: HistoryEvent) => this.#crossings.take(event));
  readonly #messagesTaken = new Follower((seen: Seen) => {
    this.#lookups.takeMessage(seen);
    this.#parkings.takeMessage(seen);
  });
  readonly #actionsTaken = new Follower((action: Action) => {
    this.#lookups.takeAction(action);
    this.#parkings.takeAction(action);
  });
  readonly #timeoutTargets: ReadonlySet<string>;
  #members: Members | undefined;
  /** Numbers of the messages and of the lines of actions from which the owners were derived. */
  #ownersAt = '';
  #phases: Phases | undefined;

  /** @param history  in the order of its numbers, with the messages of it in `seen` */
  constructor(given: Given, history: readonly HistoryEvent[], seen: readonly Seen[]) {
    const { run, cell, candidate, plan, stepsOf, stepOf, end, phones } = given;
    this.run = run;
    this.cell = cell;
    this.candidate = candidate;
    this.plan = plan;
    this.stepsOf = stepsOf;
    this.stepOf = stepOf;
    this.end = end;
    this.phones = phones;
    this.#history = history;
    this.#seen = seen;
    this.#timeoutTargets = new Set(POOLS.flatMap((pool) => candidate.settings[pool].timeoutTarget ?? []));
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

  get owners(): Owners {
    return this.#ownersNow().all;
  }

  ownersIn(call: string): Owners {
    return this.#ownersNow().ofCall(call);
  }

  get lookups(): readonly Lookup[] {
    this.#takeNews();
    if (this.#lookups.update(this.messages)) this.#parkings.takeLookups();
    return this.#lookups.all;
  }

  get parkings(): readonly Parking[] {
    const owners = this.#ownersNow();
    const { messages, lookups } = this;
    this.#parkings.update({
      messages,
      lookups,
      ownersOf: (call) => owners.ofCall(call),
      poolAt: (address) => POOLS.find((pool) => this.run.pools[pool] === address),
    });
    return this.#parkings.all;
  }

  #add(event: HistoryEvent): void {
    this.events.push(event);
    if (event.kind === 'load') this.loads.push(event);
    if (event.kind === 'note' && event.level === 'trouble') this.troubles.push(event);
    if (event.kind !== 'phase' && event.kind !== 'fault' && event.kind !== 'process') return;
    this.#milestones.push(event);
    this.#phases = undefined;
  }

  #ownersNow(): GrowingOwners {
    this.#takeNews();
    const version = `${this.messages.all.length} ${this.actionLog.changed.length}`;
    if (this.#ownersAt === version) return this.#owners;
    this.#ownersAt = version;
    this.#owners.update(
      {
        messages: new Messages(this.messages.receivedRefers),
        dialogs: this.dialogs,
        isPhone: (address) => isPhone(this.phones, address),
        timeoutTargets: this.#timeoutTargets,
      },
      this.actionLog.changed,
    );
    return this.#owners;
  }

  #takeNews(): void {
    this.#actionsTaken.follow(this.actionLog.changed);
    this.#messagesTaken.follow(this.messages.all);
  }
}
