/** Keeps watch over pools that were taken away: a fault that was proven may be undone by the candidate itself. */
import type { Member } from '../candidate/member.ts';
import type { SipAddress } from '../candidate/sip-address.ts';
import { probe } from '../runtime/prober.ts';

/** How often a pool is asked, in ms; and how long it may take to answer before it is asked again. */
const EVERY = 200;
const WITHIN = 100;

interface Watched {
  readonly address: SipAddress;
  /** A closed port says so at once; a pool that is only stopped lets everybody wait. */
  readonly refuses: boolean;
  readonly timer: NodeJS.Timeout;
  readonly onReturn: () => void;
}

export class FaultWatch {
  readonly #watched = new Map<Member, Watched>();
  readonly #back = new Set<Member>();

  /** Asks a pool that is gone again and again; `onReturn` is told once, when it answers. */
  begin(pool: Member, target: Pick<Watched, 'address' | 'refuses' | 'onReturn'>): void {
    this.end(pool);
    this.#back.delete(pool);
    this.#watched.set(pool, { ...target, timer: setInterval(() => void this.#ask(pool), EVERY) });
  }

  /** Whether the pool was taken away and has not answered since. */
  guards(pool: Member): boolean {
    return this.#watched.has(pool);
  }

  /** The pool is brought back, by whatever means: it may be there though its first process has ended. */
  bringBack(pool: Member): void {
    this.end(pool);
    this.#back.add(pool);
  }

  cameBack(pool: Member): boolean {
    return this.#back.has(pool);
  }

  /** Asks now where an answer, or a refusal, comes at once: what was just seen was seen while the pools were away. */
  async look(): Promise<void> {
    await Promise.all([...this.#watched].flatMap(([pool, { refuses }]) => (refuses ? [this.#ask(pool)] : [])));
  }

  /** The pool may come back from now on. */
  end(pool: Member): void {
    clearInterval(this.#watched.get(pool)?.timer);
    this.#watched.delete(pool);
  }

  close(): void {
    for (const pool of this.#watched.keys()) this.end(pool);
  }

  async #ask(pool: Member): Promise<void> {
    const watched = this.#watched.get(pool);
    if (watched === undefined) return;
    const seen = await probe(watched.address, WITHIN);
    if (seen !== 'answers' || this.#watched.get(pool) !== watched) return;
    this.end(pool);
    watched.onReturn();
  }
}
