import type { Session } from '../sip/ua/session.ts';
import type { UserAgent } from '../sip/ua/user-agent.ts';
import type { ParkEnd } from './behaviour.ts';
import { HandOver } from './hand-over.ts';
import { registeredAt, throughPeer } from './location.ts';
import type { Music } from './music-source.ts';
import { type PoolContext, uriAt } from './pool-context.ts';
import type { ParkPolicy } from './settings.ts';

export interface ParkedCallOptions {
  readonly pool: PoolContext;
  readonly agent: UserAgent;
  readonly orbit: number;
  readonly session: Session;
  readonly music: Music;
  /** User part of the parker. */
  readonly parker: string | undefined;
  readonly onEnd: (call: ParkedCall, end: ParkEnd) => void;
}

/** A call at its orbit: it hears music, is offered to its parker from time to time, and ends in one of four ways. */
export class ParkedCall {
  readonly orbit: number;
  readonly session: Session;
  readonly music: Music;
  /** User part of the parker. */
  readonly parker: string | undefined;
  readonly #options: ParkedCallOptions;
  #timer: NodeJS.Timeout | undefined;
  #handOver: HandOver | undefined;
  #failedRings = 0;
  #end: ParkEnd | undefined;

  constructor(options: ParkedCallOptions) {
    const { session, music, parker } = options;
    this.orbit = options.orbit;
    this.session = session;
    this.music = music;
    this.parker = parker;
    this.#options = options;
    session.onOffer = (offer) => music.answerTo(offer);
    session.onEnded = () => this.#finish(this.#end ?? 'left');
    music.playTo(session.remoteSdp);
    this.#wait();
  }

  /** Hangs up on the parked party; resolves when it has answered that, or will not. */
  async drop(end: ParkEnd): Promise<void> {
    this.#end = end;
    await this.session.bye();
  }

  /** It goes on, but no longer waits to be retrieved: its parker is not rung. */
  stopWaiting(): void {
    clearTimeout(this.#timer);
    this.#handOver?.abort();
  }

  #wait(): void {
    const { pickupTimeout } = this.#settings();
    this.#timer = setTimeout(() => void this.#ring('parker'), pickupTimeout);
  }

  async #ring(whom: 'parker' | 'target'): Promise<void> {
    const connected = await this.#offerTo(whom);
    if (this.session.state === 'ended') return;
    if (connected) {
      if (this.#options.pool.behaviour.endsHandedOverLeg()) return this.drop('handed-over');
      return this.stopWaiting();
    }
    if (whom === 'parker') this.#failedRings += 1;
    const step = this.#options.pool.behaviour.afterFailedRing(whom, this.#failedRings, this.#settings());
    switch (step.kind) {
      case 'wait':
        return this.#wait();
      case 'ring':
        return this.#ring(step.whom);
      case 'disconnect':
        return this.drop('given-up');
    }
  }

  async #offerTo(whom: 'parker' | 'target'): Promise<boolean> {
    const { parker } = this;
    const { pool, agent } = this.#options;
    const { timeoutTarget, ring } = this.#settings();
    const user = whom === 'parker' ? pool.behaviour.ringsBack(parker) : timeoutTarget;
    const to = user === undefined ? undefined : (registeredAt(pool, user) ?? throughPeer(pool, user));
    if (to === undefined) return false;
    const { address } = pool.endpoint;
    const { host } = address;
    const referredBy = `<${uriAt(address, String(this.orbit))}>`;
    this.#handOver = new HandOver({ agent, host, parkee: this.session, to, ring, orbit: this.orbit, referredBy });
    const result = await this.#handOver.result;
    this.#handOver = undefined;
    return result === 'connected';
  }

  #settings(): ParkPolicy {
    const { behaviour, settings, peerStatus } = this.#options.pool;
    return behaviour.parkSettings(settings, peerStatus()?.policy);
  }

  #finish(end: ParkEnd): void {
    this.stopWaiting();
    this.music.stop();
    this.#options.onEnd(this, end);
  }
}
