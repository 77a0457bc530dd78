import type { HttpClient } from './http-client.ts';
import { type PeerStatus, parsePeerStatus } from './status.ts';

/** How often the peer is asked for its status, and how long it may take to answer, in ms. */
const BEAT = 100;
const TIMEOUT = 300;
/** A pool that has not run for so long, in ms, was suspended, and its peer may have taken over meanwhile. */
const SUSPENDED = 1_000;
/** One missing answer may be a delay of our own; two are the peer's. */
const SILENCES_WHEN_DEAD = 2;

export interface PeerView {
  readonly alive: boolean;
  /** Answers missed in a row. */
  readonly silences: number;
  /** Its last status, kept when it dies. */
  readonly last: PeerStatus | undefined;
}

export const UNSEEN: PeerView = { alive: false, silences: 0, last: undefined };

export type Beat =
  | { readonly kind: 'status'; readonly status: PeerStatus }
  | { readonly kind: 'closed' }
  | { readonly kind: 'silent' };

export function afterBeat(view: PeerView, beat: Beat): PeerView {
  switch (beat.kind) {
    case 'status':
      return { alive: true, silences: 0, last: beat.status };
    case 'closed':
      return { ...view, alive: false, silences: 0 };
    case 'silent': {
      const silences = view.silences + 1;
      return { ...view, alive: view.alive && silences < SILENCES_WHEN_DEAD, silences };
    }
  }
}

/** Watches the peer: whether it is alive, and its last status. */
export class Heartbeat {
  view: PeerView = UNSEEN;
  readonly #peer: HttpClient;
  /** Called before each question; the function that it returns is called with the answer. */
  readonly #listen: () => (status: PeerStatus) => void;
  #lastTick = performance.now();
  #timer: NodeJS.Timeout | undefined;
  #asking = false;
  #doubt: Promise<void> | undefined;

  constructor(peer: HttpClient, listen: () => (status: PeerStatus) => void) {
    this.#peer = peer;
    this.#listen = listen;
  }

  start(): void {
    this.#lastTick = performance.now();
    this.#timer = setInterval(() => this.#tick(), BEAT);
    // The peer may have opened while we did.
    this.#tick();
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  /**
   * Undefined while the view of the peer is up to date. After the pool stood still (SIGSTOP, a sleeping machine):
   * resolves when the peer has been asked anew.
   */
  doubt(): Promise<void> | undefined {
    const still = performance.now() - this.#lastTick > SUSPENDED;
    if (this.#timer !== undefined && still && this.#doubt === undefined) {
      this.#doubt = this.#dispel();
    }
    return this.#doubt;
  }

  async #dispel(): Promise<void> {
    await this.check();
    this.#doubt = undefined;
  }

  /** Asks until the peer has told its status, for `within` ms at most: a network that is back carries no packets at first. */
  async checkFor(within: number): Promise<void> {
    const deadline = performance.now() + within;
    while (!(await this.check()) && performance.now() < deadline) {
      await new Promise((resolve) => setTimeout(resolve, BEAT));
    }
  }

  /** Asks now, and resolves when the answer, or its absence, has been taken in: true when the peer has told its status. */
  async check(): Promise<boolean> {
    const hear = this.#listen();
    const outcome = await this.#peer.ask('GET', '/status', TIMEOUT);
    const status = outcome.kind === 'answer' ? parsePeerStatus(outcome.body) : undefined;
    const kind = outcome.kind === 'silent' ? 'silent' : 'closed';
    this.view = afterBeat(this.view, status === undefined ? { kind } : { kind: 'status', status });
    if (status !== undefined) hear(status);
    return status !== undefined;
  }

  #tick(): void {
    void this.doubt();
    this.#lastTick = performance.now();
    if (this.#asking) return;
    this.#asking = true;
    void this.check().finally(() => {
      this.#asking = false;
    });
  }
}
