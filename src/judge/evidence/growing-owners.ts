/** Which call each leg belongs to, in a history that grows: only legs that something new can touch are looked at again. */
import type { Action } from './actions.ts';
import { firstIndex, Fold, listOf } from './fold.ts';
import type { Leg } from './legs.ts';
import { ownerOf, type Owners, type Wire } from './ownership.ts';

/** Verbs of the actions that decide to which call a leg belongs. */
const DECIDING: ReadonlySet<Action['verb']> = new Set(['call', 'retrieve', 'transfer', 'park', 'dial']);

export class GrowingOwners extends Fold<Leg> {
  readonly #owners = new Map<Leg, string>();
  readonly #ofCalls = new Map<string, Map<Leg, string>>();
  /** In the order of their INVITEs: an owner follows from those of earlier legs. */
  readonly #legs: Leg[] = [];
  readonly #byCallId = new Map<string, Leg[]>();
  readonly #deciding = new DecidingActions((action) => this.#notice(action));
  readonly #onChange: (call: string, leg: Leg) => void;
  /** Index of the first leg whose owner may be another one than it was. */
  #stale = 0;

  /** @param onChange  told of each call to which a leg comes, and of each that loses one */
  constructor(onChange: (call: string, leg: Leg) => void) {
    super();
    this.#onChange = onChange;
  }

  get all(): Owners {
    return this.#owners;
  }

  ofCall(call: string): Owners {
    return this.#ofCalls.get(call) ?? NONE;
  }

  /** Takes new legs, and new lines of actions. */
  update(wire: Omit<Wire, 'actions'>, changed: readonly Action[]): void {
    this.follow(wire.dialogs.legs);
    this.#deciding.follow(changed);
    const again = this.#legs.slice(this.#stale);
    this.#stale = this.#legs.length;
    if (again.length === 0) return;
    const before = again.map((leg) => this.#disown(leg));
    for (const [index, leg] of again.entries()) {
      const call = ownerOf(leg, { ...wire, actions: this.#deciding.actions }, this.#owners);
      if (call !== undefined) this.#own(leg, call);
      const was = before[index];
      if (call === was) continue;
      if (was !== undefined) this.#onChange(was, leg);
      if (call !== undefined) this.#onChange(call, leg);
    }
  }

  protected take(leg: Leg): void {
    const place = firstIndex(this.#legs, ({ invite }) => invite.n > leg.invite.n);
    this.#legs.splice(place, 0, leg);
    listOf(this.#byCallId, leg.callId).push(leg);
    this.#stale = Math.min(this.#stale, place);
  }

  /** An action may name the Call-ID of an earlier leg, or no longer. Legs from that one on are looked at again. */
  #notice({ verb, callId, asked }: Action): void {
    const makesLegs = verb === 'call' || verb === 'retrieve';
    const ids = makesLegs ? [callId, asked.callId] : [];
    const named = ids.flatMap((id) => (id === undefined ? [] : (this.#byCallId.get(id) ?? [])));
    const since = Math.min(asked.n, ...named.map(({ invite }) => invite.n));
    const place = firstIndex(this.#legs, ({ invite }) => invite.n >= since);
    this.#stale = Math.min(this.#stale, place);
  }

  #own(leg: Leg, call: string): void {
    this.#owners.set(leg, call);
    const ofCall = this.#ofCalls.get(call) ?? new Map<Leg, string>();
    this.#ofCalls.set(call, ofCall.set(leg, call));
  }

  /** Returns the call that the leg belonged to. */
  #disown(leg: Leg): string | undefined {
    const call = this.#owners.get(leg);
    this.#owners.delete(leg);
    if (call !== undefined) this.#ofCalls.get(call)?.delete(leg);
    return call;
  }
}

const NONE: Owners = new Map();

/** Actions that decide to which call a leg belongs, in the order in which they were asked for. */
class DecidingActions extends Fold<Action> {
  readonly actions: Action[] = [];
  readonly #known = new Set<Action>();
  readonly #onChange: (action: Action) => void;

  constructor(onChange: (action: Action) => void) {
    super();
    this.#onChange = onChange;
  }

  protected take(action: Action): void {
    if (!DECIDING.has(action.verb)) return;
    if (!this.#known.has(action)) this.actions.push(action);
    this.#known.add(action);
    this.#onChange(action);
  }
}
