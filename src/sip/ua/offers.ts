import type { FinalOutcome } from '../endpoint.ts';
import type { Sdp } from '../sdp.ts';
import { patience, type Core } from './core.ts';
import { notSent, successOf } from './exchange.ts';
import type { LiveDialog } from './live-dialog.ts';
import { answerIn } from '../described.ts';
import { glareWait } from './glare.ts';
import { capabilities } from './identity.ts';
import { sdpBody } from './sdp-body.ts';
import type { SessionTimer } from './session-timer.ts';

/** What the offers of a session need of it. */
export interface Offering {
  readonly live: LiveDialog;
  /** True when our side made the Call-ID, which decides how long to wait after a 491. */
  readonly ownsCallId: boolean;
  readonly timer: SessionTimer;
  ended(): boolean;
  localSdp(): Sdp;
  /** Resolves when no 2xx of ours waits for its ACK. */
  settled(): Promise<unknown>;
  agreed(local: Sdp, remote: Sdp | undefined): void;
  /** The peer does not know the dialog any more, or does not answer. */
  lost(why: 'error' | 'timeout', dialogKnown: boolean): void;
}

/** Our own re-INVITEs and UPDATEs of one session, one at a time (RFC 3261 14.1, RFC 3311). */
export class Offers {
  readonly #core: Core;
  readonly #session: Offering;
  #queue: Promise<unknown> = Promise.resolve();
  #offering = false;

  constructor(core: Core, session: Offering) {
    this.#core = core;
    this.#session = session;
  }

  /** An offer of ours waits for its answer. */
  get pending(): boolean {
    return this.#offering;
  }

  reinvite(sdp: Sdp | undefined, onSent?: () => void): Promise<FinalOutcome> {
    return this.#inTurn(() => this.#withOneRetry(() => this.#invite(sdp ?? this.#session.localSdp(), onSent)));
  }

  update(sdp: Sdp | undefined): Promise<FinalOutcome> {
    return this.#inTurn(() => this.#withOneRetry(() => this.#update(sdp)));
  }

  /**
   * Sends what keeps the session alive (RFC 4028 10): an UPDATE where the peer takes it, else a re-INVITE that changes
   * nothing. Not where another request of ours has refreshed it meanwhile.
   */
  refresh(): Promise<FinalOutcome> {
    const { timer } = this.#session;
    const { round } = timer;
    return this.#inTurn(async () => {
      if (timer.round !== round) return notSent('the session was refreshed meanwhile');
      const updated = timer.peerTakesUpdate ? await this.#withOneRetry(() => this.#update(undefined)) : undefined;
      if (updated !== undefined && (successOf(updated) !== undefined || this.#session.ended())) return updated;
      return this.#withOneRetry(() => this.#invite(this.#session.localSdp()));
    });
  }

  #inTurn(send: () => Promise<FinalOutcome>): Promise<FinalOutcome> {
    const turn = this.#queue.then(async () => {
      await this.#session.settled();
      return this.#session.ended() ? notSent('the session has ended') : send();
    });
    this.#queue = turn.catch(() => {});
    return turn;
  }

  async #withOneRetry(send: () => Promise<FinalOutcome>): Promise<FinalOutcome> {
    const outcome = await send();
    if (outcome.kind !== 'response' || outcome.response.status !== 491) return outcome;
    await this.#core.timers.wait(glareWait(this.#session.ownsCallId, this.#core.t1));
    await this.#session.settled();
    return this.#session.ended() ? outcome : send();
  }

  async #invite(sdp: Sdp, onSent?: () => void): Promise<FinalOutcome> {
    const { live, timer } = this.#session;
    const { headers, body } = sdpBody(sdp);
    this.#offering = true;
    const exchange = live.send('INVITE', {
      headers: [...capabilities(), ...timer.asks(), ...headers],
      body,
      onStart: (transaction) => {
        transaction.onRepeated2xx = () => live.ack(transaction.request);
      },
    });
    onSent?.();
    // A peer that says no more than 100 Trying has not answered either.
    const stop = this.#core.timers.after(patience(this.#core), () => exchange.abandon());
    const outcome = await exchange.final;
    stop();
    this.#offering = false;
    const response = successOf(outcome);
    if (response !== undefined) {
      live.refresh(response);
      timer.heed(exchange.request, response);
      live.ack(exchange.request);
    }
    return this.#settle(outcome, sdp);
  }

  async #update(sdp: Sdp | undefined): Promise<FinalOutcome> {
    this.#offering = sdp !== undefined;
    const { live, timer } = this.#session;
    const { headers = [], body } = sdp === undefined ? {} : sdpBody(sdp);
    const exchange = live.send('UPDATE', { headers: [...capabilities(), ...timer.asks(), ...headers], body });
    const outcome = await exchange.final;
    this.#offering = false;
    const response = successOf(outcome);
    if (response !== undefined) {
      live.refresh(response);
      timer.heed(exchange.request, response);
    }
    return this.#settle(outcome, sdp);
  }

  #settle(outcome: FinalOutcome, sdp: Sdp | undefined): FinalOutcome {
    if (this.#session.ended()) return outcome;
    const response = successOf(outcome);
    if (response === undefined) this.#judgeFailure(outcome);
    else if (sdp !== undefined) this.#session.agreed(sdp, answerIn(response));
    return outcome;
  }

  /** Whether a failure ends the session (RFC 3261 12.2.1.2, RFC 5057 5.1). */
  #judgeFailure(outcome: FinalOutcome): void {
    if (outcome.kind === 'timeout') this.#session.lost('timeout', true);
    else if (outcome.kind === 'transport') this.#session.lost('error', true);
    else if (outcome.response.status === 481) this.#session.lost('error', false);
    else if (outcome.response.status === 408) this.#session.lost('error', true);
  }
}
