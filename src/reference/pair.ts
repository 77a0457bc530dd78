import { Deferred } from '../deferred.ts';
import type { AdminAnswer, AdminRoutes } from './admin-interface.ts';
import { type Behaviour, conforming } from './behaviour.ts';
import { Heartbeat, type PeerView, UNSEEN } from './heartbeat.ts';

import { HttpClient } from './http-client.ts';
import { type Mode, type ModeEvent, move, newsFrom, startMode } from './mode.ts';
import { peerAdmin, type Settings } from './settings.ts';

/** How long the peer may take to do as it is told, in ms. */
const TIMEOUT = 1_000;

/** One pool's half of the pair: its mode, its view of the peer, and the commands that an administrator gives. */
export class Pair {
  readonly #settings: Settings;
  readonly #behaviour: Pick<Behaviour, 'takesUp'>;
  readonly #peer: HttpClient | undefined;
  readonly #heartbeat: Heartbeat | undefined;
  #onMode: ((mode: Mode) => Promise<void>) | undefined;
  /** Resolves when the pool has done what its last mode asks for. */
  #settled: Promise<void> | undefined;
  #mode: Mode;
  /** Ends when the peer, if it runs, has been told of this pool: requests that come before have to wait. */
  #meeting: Deferred<void> | undefined;

  constructor(settings: Settings, behaviour: Pick<Behaviour, 'takesUp'> = conforming) {
    this.#settings = settings;
    this.#behaviour = behaviour;
    this.#mode = startMode(settings.pool, undefined);
    this.#peer = settings.peer && new HttpClient(peerAdmin(settings.peer));
    this.#heartbeat = this.#peer && new Heartbeat(this.#peer, () => this.#listen());
    this.#meeting = this.#peer && new Deferred();
  }

  get mode(): Mode {
    return this.#mode;
  }

  get peer(): PeerView {
    return this.#heartbeat?.view ?? UNSEEN;
  }

  /** Looks at the peer once to know the mode to start in. */
  async look(): Promise<void> {
    await this.#heartbeat?.check();
    this.#mode = startMode(this.#settings.pool, this.peer.alive ? this.peer.last?.mode : undefined);
  }

  /** Watches the peer from now on; `onMode` hears each change of our mode. */
  watch(onMode: (mode: Mode) => Promise<void>): void {
    this.#onMode = onMode;
    this.#heartbeat?.start();
  }

  /** Tells the peer that this pool is here, so that it need not wait for its next look, and looks at it if it answers. */
  async announce(): Promise<void> {
    const outcome = await this.#peer?.ask('POST', '/peer/here', TIMEOUT);
    if (outcome?.kind === 'answer') await this.#heartbeat?.check();
    this.#meeting?.settle();
    this.#meeting = undefined;
  }

  /**
   * Undefined while the pool's view of the pair is up to date; else resolves when it is again: once it has told its
   * peer that it is here, and after it stood still (`Heartbeat.doubt`).
   */
  doubt(): Promise<void> | undefined {
    return this.#meeting?.promise ?? this.#heartbeat?.doubt();
  }

  stop(): void {
    this.#heartbeat?.stop();
    this.#peer?.close();
  }

  /** `/peer/…` is how the primary tells the backup; the rest is for people and scripts. */
  routes(status: () => unknown): AdminRoutes {
    const told = (event: ModeEvent) => async (): Promise<AdminAnswer> => {
      const problem = this.#apply(event);
      await this.#settled;
      return this.#answer(problem, status);
    };
    // A peer that sends a command is alive, whatever the last heartbeat has seen: users can be sent there at once.
    const fromPeer = (event: ModeEvent) => async (): Promise<AdminAnswer> => {
      await this.#heartbeat?.check();
      return told(event)();
    };
    const here = async (): Promise<AdminAnswer> => {
      await this.#heartbeat?.check();
      return this.#answer(undefined, status);
    };
    return {
      'POST /failover': told('failover'),
      'POST /failover/complete': told('failover-complete'),
      'POST /failback': async () => this.#answer(await this.#both('failback'), status),
      'POST /failback/complete': async () => this.#answer(await this.#both('failback-complete'), status),
      'POST /peer/here': here,
      'POST /peer/failback': fromPeer('hand-back'),
      'POST /peer/failback/complete': fromPeer('hand-back-complete'),
    };
  }

  /** The peer goes first; one that is dead needs no telling, it will start in standby. */
  async #both(event: 'failback' | 'failback-complete'): Promise<string | undefined> {
    await this.#heartbeat?.check();
    // A pool that was cut off has to learn first that the other one has taken over.
    if (move(this.#mode, event).kind === 'refused') await this.#heartbeat?.checkFor(TIMEOUT);
    const possible = move(this.#mode, event);
    if (possible.kind === 'refused') return possible.why;
    const path = event === 'failback' ? '/peer/failback' : '/peer/failback/complete';
    const outcome = await this.#peer?.ask('POST', path, TIMEOUT);
    if (outcome?.kind === 'answer' && outcome.status !== 200) return `the peer refuses: ${outcome.body.trim()}`;
    const problem = this.#apply(event);
    await this.#settled;
    return problem;
  }

  /** Undefined when it is done, else why not. */
  #apply(event: ModeEvent): string | undefined {
    const next = move(this.#mode, event);
    if (next.kind === 'refused') return next.why;
    if (next.mode === this.#mode) return undefined;
    const mode = this.#behaviour.takesUp(next.mode, this.#mode);
    if (mode === this.#mode) return undefined;
    this.#mode = mode;
    this.#settled = this.#onMode?.(mode);
    return undefined;
  }

  #answer(problem: string | undefined, status: () => unknown): AdminAnswer {
    return problem === undefined ? { status: 200, body: status() } : { status: 409, body: { error: problem } };
  }

  /** News that was asked for in another mode is old. */
  #listen(): (status: { readonly mode: Mode }) => void {
    const asked = this.#mode;
    return ({ mode }) => {
      const news = newsFrom(this.#settings.pool, mode);
      if (news !== undefined && this.#onMode !== undefined && this.#mode === asked) this.#apply(news);
    };
  }
}
