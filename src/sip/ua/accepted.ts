import type { IncomingRequest } from '../endpoint.ts';
import { cseq } from '../fields/cseq.ts';
import type { SipRequest, SipResponse } from '../message/message.ts';
import { patience, type Core } from './core.ts';
import { Deferred } from '../../deferred.ts';
import type { Stop } from './timers.ts';

/**
 * A 2xx that we sent to an INVITE and that waits for its ACK (RFC 3261 13.3.1.4): sent again at t1, 2·t1 … t2, on
 * reliable transports too, and given up after 64·t1.
 */
export class Accepted {
  readonly #done = new Deferred<boolean>();
  readonly #seq: number | undefined;
  readonly #stops: { again: Stop; giveUp: Stop };
  #open = true;

  constructor(core: Core, incoming: IncomingRequest, response: SipResponse, onGiveUp: () => void) {
    this.#seq = cseq(incoming.request)?.seq;
    incoming.respond(response);
    const repeatAfter = (ms: number): Stop =>
      core.timers.after(ms, () => {
        incoming.respond(response);
        this.#stops.again = repeatAfter(Math.min(2 * ms, core.t2));
      });
    const giveUp = core.timers.after(patience(core), () => {
      this.stop();
      onGiveUp();
    });
    this.#stops = { again: repeatAfter(core.t1), giveUp };
  }

  /** True when the ACK came, false when it did not in time or no longer matters. */
  get done(): Promise<boolean> {
    return this.#done.promise;
  }

  get open(): boolean {
    return this.#open;
  }

  /** True when `ack` is for this 2xx and the first of its kind. */
  acknowledge(ack: SipRequest): boolean {
    if (!this.#open || cseq(ack)?.seq !== this.#seq) return false;
    this.#end(true);
    return true;
  }

  stop(): void {
    if (this.#open) this.#end(false);
  }

  #end(acknowledged: boolean): void {
    this.#open = false;
    this.#stops.again();
    this.#stops.giveUp();
    this.#done.settle(acknowledged);
  }
}
