/** Which call each leg belongs to, in a history that grows: only legs that something new can touch are looked at again. */
import type { Action } from './actions.ts';
import { firstIndex, Fold, listOf } from './fold.ts';
import type { Leg } from './legs.ts';
import { ownerOf, type OwnerRule, Owners, type Wire } from './ownership.ts';

/** Verbs of the actions that decide to which call a leg belongs. */
const DECIDING: ReadonlySet<Action['verb']> = new Set(['call', 'retrieve', 'transfer', 'park', 'dial']);

export class GrowingOwners extends Fold<Leg> {
  readonly all = new Owners();
  /** In the order of their INVITEs: an owner follows from those of earlier legs. */
  readonly #legs: Leg[] = [];
  readonly #byCallId = new Map<string, Leg[]>();
  readonly #deciding = new DecidingActions((action) => this.#notice(action));
  readonly #ownRules: readonly OwnerRule[];
  readonly #onChange: (call: string) => void;
  /** Index of the first leg whose owner may be another one than it was. */
  #stale = 0;

  /**
   * @param ownRules  those of the dialect, asked where the general ones say nothing
   * @param onChange  told of each call to which a leg comes, and of each that loses one
   */
  constructor(ownRules: readonly OwnerRule[], onChange: (call: string) => void) {
    super();
    this.#ownRules = ownRules;
    this.#onChange = onChange;
  }

  /** Takes new legs, and new lines of actions. */
  update({ messages, dialogs }: Omit<Wire, 'actions'>, changed: readonly Action[]): void {
    this.follow(dialogs.legs);
    this.#deciding.follow(changed);
    const again = this.#legs.slice(this.#stale);
    this.#stale = this.#legs.length;
    const before = new Map(again.toReversed().map((leg) => [leg, this.all.remove(leg)]));
    const wire = { messages, dialogs, actions: this.#deciding.actions };
    for (const leg of again) {
      const call = ownerOf(leg, wire, this.#ownRules, this.all);
      if (call !== undefined) this.all.add(leg, call);
      const was = before.get(leg);
      if (call === was) continue;
      if (was !== undefined) this.#onChange(was);
      if (call !== undefined) this.#onChange(call);
    }
  }

  protected take(leg: Leg): void {
    const place = firstIndex(this.#legs, ({ invite }) => invite.n > leg.invite.n);
    this.#legs.splice(place, 0, leg);
    listOf(this.#byCallId, leg.callId).push(leg);
    this.#stale = Math.min(this.#stale, place);
  }

  /** An action may name the Call-ID of an earlier leg, or no longer. Legs from that one on are looked at again. */
  #notice({ verb, callIds, asked }: Action): void {
    const makesLegs = verb === 'call' || verb === 'retrieve';
    const ids = makesLegs ? [...callIds, ...(asked.callId === undefined ? [] : [asked.callId])] : [];
    const named = ids.flatMap((id) => this.#byCallId.get(id) ?? []);
    const since = Math.min(asked.n, ...named.map(({ invite }) => invite.n));
    const place = firstIndex(this.#legs, ({ invite }) => invite.n >= since);
    this.#stale = Math.min(this.#stale, place);
  }
}

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
