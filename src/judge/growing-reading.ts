/** The readings of a dialect, of a history that grows: an action is read again when something that belongs to it is new. */
import type { Dial, DialectReader, Evidence, Known, Lookup, Parking, Reading, Retrieval } from '../dialect/reading.ts';
import type { Action } from './evidence/actions.ts';
import { Follower } from './evidence/fold.ts';
import { GrowingOwners } from './evidence/growing-owners.ts';
import type { Span } from './evidence/hearing.ts';
import type { Invitation, Leg } from './evidence/legs.ts';
import type { Owners } from './evidence/ownership.ts';
import { ReadActions } from './evidence/read-actions.ts';
import type { Seen } from './evidence/seen-messages.ts';
import type { UnreadableMessage } from './evidence/unreadable-message.ts';

/** The actions of a verb that are read. */
type Kind = Pick<ReadActions<unknown>, 'take' | 'expire'>;

export class GrowingReading implements Reading {
  readonly #reader: DialectReader;
  readonly #evidence: Evidence;
  readonly #owners: GrowingOwners;
  readonly #parkings = new ReadActions((action) => this.#reader.readParking(action, this.#known()));
  readonly #retrievals = new ReadActions((action) => this.#reader.readRetrieval(action, this.#known()));
  readonly #lookups = new ReadActions((action) => this.#reader.readLookup(action, this.#known()));
  readonly #dials = new ReadActions((action) => this.#reader.readDial(action, this.#known()));
  readonly #kinds = new Map<Action['verb'], Kind>([
    ['park', this.#parkings],
    ['retrieve', this.#retrievals],
    ['lookup', this.#lookups],
    ['dial', this.#dials],
  ]);
  /** Actions by the Call-IDs of their messages, each at its phone. */
  readonly #exchanges = new Map<string, Set<Action>>();
  /** Parks and retrievals of each call. */
  readonly #ofCalls = new Map<string, Set<Action>>();
  /** Parks that were granted and whose orbit the answer does not tell, each with the event that tells it. */
  readonly #lookedFor = new Map<Action, number>();
  readonly #actionsTaken = new Follower((action: Action) => this.#takeAction(action));
  readonly #messagesTaken = new Follower((seen: Seen) => this.#takeMessage(seen));
  readonly #unreadableTaken = new Follower((message: UnreadableMessage) => this.#takeMessage(message));
  readonly #endsTaken = new Follower((leg: Leg) => this.#takeLeg(leg));
  readonly #spansTaken = new Follower((span: Span) => this.#takeSpan(span));
  /** Number of messages, lines of actions and changes of voices that were taken. */
  #taken = 0;

  /** @param evidence  of one moment after another */
  constructor(reader: DialectReader, evidence: Evidence) {
    this.#reader = reader;
    this.#evidence = evidence;
    this.#owners = new GrowingOwners(reader.ownRules(evidence), (call) => this.#expire(this.#ofCalls.get(call)));
  }

  get owners(): Owners {
    return this.#owners.all;
  }

  get parkings(): readonly Parking[] {
    return this.#parkings.all;
  }

  get retrievals(): readonly Retrieval[] {
    return this.#retrievals.all;
  }

  get lookups(): readonly Lookup[] {
    return this.#lookups.all;
  }

  get dials(): readonly Dial[] {
    return this.#dials.all;
  }

  explains(call: Invitation): boolean {
    return this.#reader.explains(call, this.#known());
  }

  /** Takes what is new in the evidence. */
  update(): this {
    const { actionLog, messages, dialogs, hearing } = this.#evidence;
    const passed = messages.all.length + messages.unreadable.length;
    const there = actionLog.changed.length + passed + hearing.changed.length;
    if (this.#taken === there) return this;
    this.#taken = there;
    this.#actionsTaken.follow(actionLog.changed);
    this.#messagesTaken.follow(messages.all);
    this.#unreadableTaken.follow(messages.unreadable);
    this.#owners.update({ messages, dialogs }, actionLog.changed);
    this.#endsTaken.follow(dialogs.endedLegs);
    this.#spansTaken.follow(hearing.changed);
    this.#readAgain();
    return this;
  }

  #readAgain(): void {
    for (const [action, lookup] of this.#lookups.update()) {
      this.#watch(action, lookup?.request);
      this.#takeLookup(action);
    }
    for (const [action, parking] of this.#parkings.update()) {
      this.#watch(action, parking?.request);
      this.#lookFor(action, parking);
    }
    for (const [action, retrieval] of this.#retrievals.update()) this.#watch(action, retrieval?.request);
    for (const [action, dial] of this.#dials.update()) {
      for (const { invite } of dial?.tries ?? []) this.#watch(action, invite);
    }
  }

  #known(): Known {
    const { candidate, actions, actionLog, messages, hooks, digits, dialogs, hearing, crossings, phones, poolAt } =
      this.#evidence;
    const seen = {
      candidate,
      actions,
      actionLog,
      messages,
      hooks,
      digits,
      dialogs,
      hearing,
      crossings,
      phones,
      poolAt,
    };
    const parkingsOf = (call: string): readonly Parking[] =>
      [...(this.#ofCalls.get(call) ?? [])].flatMap((action) => this.#parkings.of(action) ?? []);
    return { ...seen, owners: this.owners, lookups: this.lookups, parkingsOf };
  }

  #expire(actions: Iterable<Action> = []): void {
    for (const action of actions) this.#kinds.get(action.verb)?.expire(action);
  }

  #takeMessage({ tap, callId }: Seen | UnreadableMessage): void {
    this.#expire(this.#exchanges.get(keyOf(tap, callId)));
  }

  #takeAction(action: Action): void {
    const { call, by, callIds, verb } = action;
    this.#kinds.get(action.verb)?.take(action);
    for (const id of callIds) add(this.#exchanges, keyOf(by, id), action);
    if (call === undefined) return;
    if (verb === 'park' || verb === 'retrieve') add(this.#ofCalls, call, action);
    this.#expire(this.#ofCalls.get(call));
  }

  #takeLeg(leg: Leg): void {
    const call = this.owners.get(leg);
    if (call !== undefined) this.#expire(this.#ofCalls.get(call));
  }

  #takeSpan({ tap, leg }: Span): void {
    for (const each of this.#evidence.dialogs.withCallId(leg)) if (each.tap === tap) this.#takeLeg(each);
  }

  /** The messages of a request that was read of an action belong to it. */
  #watch(action: Action, request: Pick<Seen, 'tap' | 'callId'> | undefined): void {
    if (request !== undefined) add(this.#exchanges, keyOf(request.tap, request.callId), action);
  }

  #lookFor(action: Action, parking: Parking | undefined): void {
    const { told, orbitEvidence = Number.POSITIVE_INFINITY } = parking ?? {};
    if (told?.parked === true && orbitEvidence !== told.seen.n) this.#lookedFor.set(action, orbitEvidence);
    else this.#lookedFor.delete(action);
  }

  /** A look-up may tell an orbit that is not known yet, or tell it before the one that told it did. */
  #takeLookup({ asked }: Action): void {
    const { n } = asked;
    for (const [action, toldAt] of this.#lookedFor) if (toldAt >= n) this.#parkings.expire(action);
  }
}

function keyOf(tap: string | undefined, callId: string): string {
  return `${tap} ${callId}`;
}

function add(sets: Map<string, Set<Action>>, key: string, action: Action): void {
  const known = sets.get(key) ?? new Set<Action>();
  sets.set(key, known.add(action));
}
