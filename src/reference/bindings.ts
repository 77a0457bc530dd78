import type { Address } from '../sip/endpoint.ts';
import { addressOf } from '../sip/route.ts';
import { parseUri, sameUri } from '../sip/uri.ts';

/** Where a user can be reached, for how long, and the REGISTER that said so last. */
export interface Binding {
  readonly contact: string;
  /** The address of the contact; undefined when its host is none. */
  readonly at: Address | undefined;
  /** Values of Route for what is sent there (RFC 3327). */
  readonly path: readonly string[];
  /** When its user was told that it ends, on the clock that is handed in, ms. */
  readonly expiresAt: number;
  /** When it ends. */
  readonly keptUntil: number;
  readonly callId: string;
  readonly cseq: number;
}

export interface Registration {
  readonly callId: string;
  readonly cseq: number;
  readonly path: readonly string[];
  /** With the time to live of each in s, 0 to remove it; `all` removes every binding. */
  readonly contacts: ReadonlyArray<{ readonly uri: string; readonly expires: number }> | 'all';
}

export type Registered = 'added' | 'refreshed' | 'out-of-order' | 'too-many';

const CONTACTS_OF_ONE_USER = 10;
const USERS = 10_000;

/** The location service of a pool, in memory only (RFC 3261 10.3). */
export class Bindings {
  readonly #keepsFor: (granted: number) => number;
  readonly #byUser = new Map<string, readonly Binding[]>();

  /** @param keepsFor  how long a binding is kept, in s, that is granted for so many */
  constructor(keepsFor: (granted: number) => number = (granted) => granted) {
    this.#keepsFor = keepsFor;
  }

  /** All contacts of a request are taken, or none. */
  register(user: string, registration: Registration, now: number): Registered {
    const before = this.of(user, now);
    const { callId, cseq, path, contacts } = registration;
    const named = before.filter((b) => contacts === 'all' || contacts.some((c) => same(c.uri, b.contact)));
    if (named.some((binding) => binding.callId === callId && binding.cseq >= cseq)) return 'out-of-order';
    const added = contacts === 'all' ? [] : contacts.filter(({ expires }) => this.#keepsFor(expires) > 0);
    const after = [
      ...before.filter((binding) => !named.includes(binding)),
      ...added.map(({ uri, expires }) => ({
        contact: uri,
        at: addressOf(parseUri(uri)),
        path,
        expiresAt: now + expires * 1000,
        keptUntil: now + this.#keepsFor(expires) * 1000,
        callId,
        cseq,
      })),
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
    return (this.#byUser.get(user) ?? []).filter((binding) => binding.keptUntil > now);
  }

  /** True for the address of a phone that is registered, of any user. */
  reaches(address: Address, now: number): boolean {
    for (const bindings of this.#byUser.values()) {
      if (bindings.some(({ at, keptUntil }) => keptUntil > now && at !== undefined && sameAddress(at, address)))
        return true;
    }
    return false;
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

function sameAddress(one: Address, other: Address): boolean {
  return one.host === other.host && one.port === other.port && one.transport === other.transport;
}

function same(one: string, other: string): boolean {
  const [a, b] = [parseUri(one), parseUri(other)];
  return a !== undefined && b !== undefined && sameUri(a, b);
}
