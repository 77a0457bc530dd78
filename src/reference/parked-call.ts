import { answerIn } from '../sip/described.ts';
import type { Session } from '../sip/ua/session.ts';
import type { ParkEnd } from './behaviour.ts';
import type { Giving } from './give-call.ts';
import type { Music } from './music-source.ts';
import { userOf } from './park-request.ts';
import type { PoolContext } from './pool-context.ts';
import type { Destination } from './request-relay.ts';
import type { ParkPolicy } from './settings.ts';

export interface ParkedCallOptions {
  readonly pool: PoolContext;
  readonly orbit: number;
  readonly session: Session;
  readonly music: Music;
  /** User part of the parker. */
  readonly parker: string | undefined;
  /** Rings a user for the call, for so many ms at most, and connects the two. */
  readonly give: (call: ParkedCall, to: Destination, ring: number) => Giving;
  readonly onEnd: (call: ParkedCall, end: ParkEnd) => void;
}

/** A call at its orbit: it hears music, is offered to its parker from time to time, and ends in one of five ways. */
export class ParkedCall {
  readonly orbit: number;
  readonly session: Session;
  readonly music: Music;
  /** User part of the parker. */
  readonly parker: string | undefined;
  readonly #options: ParkedCallOptions;
  #timer: NodeJS.Timeout | undefined;
  #giving: Giving | undefined;
  #failedRings = 0;
  #claimed = false;
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
    this.#giving?.abort();
  }

  /** Keeps the call for a retriever that is being joined with it; false when another one came first. */
  claim(): boolean {
    if (this.#claimed) return false;
    this.#claimed = true;
    this.stopWaiting();
    return true;
  }

  /** The retriever was not joined with the call, which waits on. */
  unclaim(): void {
    this.#claimed = false;
    if (this.session.state === 'confirmed') this.#wait();
  }

  /** Brings back the parkee whose music has made way for a retriever that gave up. */
  async playAgain(): Promise<void> {
    const offer = this.music.offerAgain();
    const outcome = await this.session.reinvite(offer);
    const answer = outcome.kind === 'response' ? answerIn(outcome.response) : undefined;
    if (answer !== undefined) this.music.playTo(answer, offer);
  }

  /** The call has left its orbit; its session goes on, and is no longer ours. */
  release(end: 'joined' | 'handed-over' = 'joined'): void {
    this.#finish(end);
  }

  #wait(): void {
    clearTimeout(this.#timer);
    const { pickupTimeout } = this.#settings();
    this.#timer = setTimeout(() => void this.#ring('parker'), pickupTimeout);
  }

  async #ring(whom: 'parker' | 'target'): Promise<void> {
    const given = await this.#offerTo(whom);
    if (given === 'joined' || this.session.state === 'ended') return;
    if (given === 'connected') {
      if (this.#options.pool.behaviour.endsHandedOverLeg()) return this.drop('handed-over');
      return this.stopWaiting();
    }
    if (this.#claimed) return;
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

  async #offerTo(whom: 'parker' | 'target'): Promise<Awaited<Giving['result']>> {
    const { parker } = this;
    const { pool, give } = this.#options;
    const { timeoutTarget, ring } = this.#settings();
    const parkee = userOf(`<${this.session.remoteUri}>`);
    const user = whom === 'parker' ? pool.behaviour.ringsBack(parker, parkee, pool) : timeoutTarget;
    const to = user === undefined ? undefined : pool.behaviour.ringsAt(user, pool);
    if (to === undefined) return 'failed';
    this.#giving = give(this, to, ring);
    const result = await this.#giving.result;
    this.#giving = undefined;
    return result;
  }

  #settings(): ParkPolicy {
    const { behaviour, settings, peerStatus } = this.#options.pool;
    return behaviour.parkSettings(settings, peerStatus()?.policy);
  }

  #finish(end: ParkEnd): void {
    this.stopWaiting();
    if (this.#options.pool.behaviour.stopsMusic(end)) this.music.stop();
    this.#options.onEnd(this, end);
  }
}
