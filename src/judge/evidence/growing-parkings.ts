/** Look-ups and parks in a history that grows: each is read again when something of it is new. */
import type { PoolName } from '../../suite/cell.ts';
import type { Action } from './actions.ts';
import { firstIndex, listOf } from './fold.ts';
import type { Leg } from './legs.ts';
import { type Lookup, lookupsOf } from './lookups.ts';
import type { Owners } from './ownership.ts';
import { type Parking, parkingsOf } from './parkings.ts';
import type { Messages, Seen } from './seen-messages.ts';

/** Key of a Call-ID at a phone. */
function keyOf(tap: string | undefined, callId: string | undefined): string {
  return `${tap} ${callId}`;
}

export class GrowingLookups {
  readonly #places = new Map<Action, number>();
  readonly #waiting = new Map<string, Action[]>();
  readonly #all: Lookup[] = [];
  readonly #stale = new Set<Action>();

  get all(): readonly Lookup[] {
    return this.#all;
  }

  takeMessage({ tap, callId }: Seen): void {
    for (const action of this.#waiting.get(keyOf(tap, callId)) ?? []) this.#stale.add(action);
  }

  takeAction(action: Action): void {
    if (action.verb !== 'lookup') return;
    if (!this.#places.has(action)) this.#places.set(action, this.#places.size);
    listOf(this.#waiting, keyOf(action.by, action.callId)).push(action);
    this.#stale.add(action);
  }

  /** True when a look-up was read again. */
  update(messages: Messages): boolean {
    const news = this.#stale.size > 0;
    for (const action of this.#stale) {
      const [lookup] = lookupsOf([action], messages);
      const place = this.#places.get(action);
      if (lookup !== undefined && place !== undefined) this.#all[place] = lookup;
    }
    this.#stale.clear();
    return news;
  }
}

interface Sources {
  readonly messages: Messages;
  readonly lookups: readonly Lookup[];
  readonly ownersOf: (call: string) => Owners;
  readonly poolAt: (address: string) => PoolName | undefined;
}

/** A park is read again when its action, its messages or the legs of its call since then are new. */
export class GrowingParkings {
  readonly #places = new Map<Action, number>();
  readonly #read: Array<Parking | undefined> = [];
  readonly #parks = new Map<string, Action[]>();
  readonly #asking = new Map<string, Action[]>();
  readonly #stale = new Set<Action>();
  /** Parks with a final answer whose orbit is not known yet. */
  readonly #unlocated = new Set<Action>();
  #all: readonly Parking[] = [];

  get all(): readonly Parking[] {
    return this.#all;
  }

  takeMessage({ tap, callId }: Seen): void {
    for (const action of this.#asking.get(keyOf(tap, callId)) ?? []) this.#stale.add(action);
  }

  takeAction(action: Action): void {
    const { verb, call, by, callId } = action;
    if (verb !== 'park' || call === undefined) return;
    const ofCall = listOf(this.#parks, call);
    if (!this.#places.has(action)) {
      this.#places.set(action, this.#places.size);
      ofCall.push(action);
    }
    listOf(this.#asking, keyOf(by, callId)).push(action);
    // The park before ends where this one begins.
    for (const each of ofCall.slice(-2)) this.#stale.add(each);
    this.#stale.add(action);
  }

  /** A leg has come to a call, or has left it. */
  takeLeg(call: string, leg: Leg): void {
    const parks = this.#parks.get(call) ?? [];
    const since = firstIndex(parks, ({ asked }) => asked.n > leg.invite.n);
    for (const action of parks.slice(Math.max(0, since - 1))) this.#stale.add(action);
  }

  /** A pool has shown more of its orbits: one may be that of a park that has none yet. */
  takeLookups(): void {
    for (const action of this.#unlocated) this.#stale.add(action);
  }

  update(sources: Sources): void {
    if (this.#stale.size === 0) return;
    for (const action of this.#stale) {
      const parking = this.#readAgain(action, sources);
      this.#read[this.#places.get(action) ?? 0] = parking;
      if (parking?.outcome !== undefined && parking.orbit === undefined) this.#unlocated.add(action);
      else this.#unlocated.delete(action);
    }
    this.#stale.clear();
    this.#all = this.#read.filter((parking) => parking !== undefined);
  }

  #readAgain(action: Action, { messages, lookups, ownersOf, poolAt }: Sources): Parking | undefined {
    const { call = '', asked } = action;
    const parks = this.#parks.get(call) ?? [];
    const next = parks[firstIndex(parks, (park) => park.asked.n > asked.n)];
    const actions = next === undefined ? [action] : [action, next];
    const read = parkingsOf({ actions, messages, owners: ownersOf(call), lookups, poolAt });
    return read.find((parking) => parking.action === action);
  }
}
