import { parseUri, sameUri } from '../sip/uri.ts';

/** Where a user can be reached, for how long, and the REGISTER that said so last. */
export interface Binding {
  readonly contact: string;
  /** On the clock that is handed in, ms. */
  readonly expiresAt: number;
  readonly callId: string;
  readonly cseq: number;
}

export interface Registration {
  readonly callId: string;
  readonly cseq: number;
  /** With the time to live of each in s, 0 to remove it; `all` removes every binding. */
  readonly contacts: ReadonlyArray<{ readonly uri: string; readonly expires: number }> | 'all';
}

export type Registered = 'added' | 'refreshed' | 'out-of-order' | 'too-many';

const CONTACTS_OF_ONE_USER = 10;
const USERS = 10_000;

/** The location service of a pool, in memory only (RFC 3261 10.3). */
export class Bindings {
  readonly #byUser = new Map<string, readonly Binding[]>();

  /** All contacts of a request are taken, or none. */
  register(user: string, registration: Registration, now: number): Registered {
    const before = this.of(user, now);
    const { callId, cseq, contacts } = registration;
    const named = before.filter((b) => contacts === 'all' || contacts.some((c) => same(c.uri, b.contact)));
    if (named.some((binding) => binding.callId === callId && binding.cseq >= cseq)) return 'out-of-order';
    const added = contacts === 'all' ? [] : contacts.filter((contact) => contact.expires > 0);
    const after = [
      ...before.filter((binding) => !named.includes(binding)),
      ...added.map(({ uri, expires }) => ({ contact: uri, expiresAt: now + expires * 1000, callId, cseq })),
    ];
    if (after.length > CONTACTS_OF_ONE_USER) return 'too-many';
    if (!this.#byUser.has(user) && this.#byUser.size >= USERS && !this.#forgetExpired(now)) return 'too-many';
    this.#byUser.set(user, after);
    return added.every((contact) => before.some((binding) => same(contact.uri, binding.contact)))
      ? 'refreshed'
      : 'added';
  }

  /** The bindings that are still valid, the latest registration last. */
  of(user: string, now: number): readonly Binding[] {
    return (this.#byUser.get(user) ?? []).filter((binding) => binding.expiresAt > now);
  }

  /** True for a user that has registered here before, whether or not it still is. */
  knows(user: string): boolean {
    return this.#byUser.has(user);
  }

  users(now: number): readonly string[] {
    return [...this.#byUser.keys()].filter((user) => this.of(user, now).length > 0);
  }

  clear(): void {
    this.#byUser.clear();
  }

  #forgetExpired(now: number): boolean {
    const full = this.#byUser.size;
    for (const user of this.#byUser.keys()) if (this.of(user, now).length === 0) this.#byUser.delete(user);
    return this.#byUser.size < full;
  }
}

function same(one: string, other: string): boolean {
  const [a, b] = [parseUri(one), parseUri(other)];
  return a !== undefined && b !== undefined && sameUri(a, b);
}
