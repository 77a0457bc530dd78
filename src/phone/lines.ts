/** The registrations of a phone: at one pool, or at both at once where its user has a line with each. */
import type { PoolName } from '../suite/cell.ts';
import { type Kept, Refresh } from './refresh.ts';

export class Lines {
  readonly #both: boolean;
  readonly #refreshes: Readonly<Record<PoolName, Refresh>> = { primary: new Refresh(), backup: new Refresh() };
  #home: PoolName | undefined;
  #closed = false;

  constructor({ both = false }: { readonly both?: boolean | undefined }) {
    this.#both = both;
  }

  /** The pool whose registrar accepted last. */
  get home(): PoolName | undefined {
    return this.#home;
  }

  /** When a registration began, as `performance.now()` tells it; undefined where there is none, or it was not refreshed. */
  since(pool: PoolName): number | undefined {
    return this.#refreshes[pool].since;
  }

  /** A registrar has accepted. A phone with one line has left the other pool with that. */
  accepted(pool: PoolName, kept: Kept | undefined): void {
    this.#home = pool;
    if (!this.#both) this.stop();
    if (!this.#closed) this.#refreshes[pool].start(kept);
  }

  /** Keeps none alive from now on. */
  stop(): void {
    for (const refresh of Object.values(this.#refreshes)) refresh.stop();
  }

  /** Keeps the one at a pool alive no more. */
  leave(pool: PoolName): void {
    this.#refreshes[pool].stop();
  }

  close(): void {
    this.#closed = true;
    this.stop();
  }
}
