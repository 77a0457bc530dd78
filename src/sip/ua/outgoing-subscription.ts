import type { Address, FinalOutcome } from '../endpoint.ts';
import type { HeaderList } from '../dialog/request.ts';
import type { SipRequest } from '../message/message.ts';
import type { Core } from './core.ts';
import { Deferred } from '../../deferred.ts';
import { notSent, successOf, type Exchange } from './exchange.ts';
import { OutOfDialog } from './out-of-dialog.ts';
import { Subscriber } from './subscriber.ts';

export interface SubscribeOptions {
  readonly uri: string;
  readonly next: Address;
  readonly route?: readonly string[] | undefined;
  readonly callId?: string | undefined;
  readonly event: string;
  /** Seconds; 0 asks for one NOTIFY (a poll, RFC 6665 4.4.3). */
  readonly expires: number;
  /** Media type of the NOTIFYs. */
  readonly accept: string;
  readonly headers?: HeaderList | undefined;
}

/** A subscription of ours (RFC 6665 4.1). It is not refreshed by itself. */
export class OutgoingSubscription {
  readonly callId: string;
  readonly accepted: Promise<FinalOutcome>;
  /** The first NOTIFY, which may come before the answer; undefined when none came. */
  readonly first: Promise<SipRequest | undefined>;
  /**
   * The first NOTIFY that has a body; when the subscription is over without any, its last NOTIFY. A notifier may begin
   * with an empty one, for want of anything better (RFC 6665 4.2.1.2), and tell the state later.
   */
  readonly told: Promise<SipRequest | undefined>;
  onNotify?: (request: SipRequest) => void;
  readonly #options: SubscribeOptions;
  readonly #subscriber: Subscriber;
  readonly #exchange: Exchange;

  constructor(core: Core, options: SubscribeOptions) {
    this.#options = options;
    const first = new Deferred<SipRequest | undefined>();
    const told = new Deferred<SipRequest | undefined>();
    let last: SipRequest | undefined;
    this.first = first.promise;
    this.told = told.promise;
    this.#subscriber = new Subscriber(core, {
      event: options.event,
      accept: options.accept,
      onNotify: (request) => {
        last = request;
        first.settle(request);
        if (request.body.length > 0) told.settle(request);
        this.onNotify?.(request);
      },
      onOver: () => {
        first.settle(undefined);
        told.settle(last);
      },
    });
    const request = new OutOfDialog(core, { ...options, method: 'SUBSCRIBE', headers: this.#headers(options.expires) });
    this.callId = request.callId;
    this.#exchange = request.send({
      onStart: (transaction) => this.#subscriber.expect(transaction.request, options.next),
    });
    this.accepted = this.#await();
  }

  /** Asks for another `expires` seconds, 0 to end it. Possible once a NOTIFY has come. */
  async refresh(expires: number): Promise<FinalOutcome> {
    const { live } = this.#subscriber;
    if (live === undefined) return notSent('the subscription has no dialog yet');
    const outcome = await live.send('SUBSCRIBE', { headers: this.#headers(expires) }).final;
    // The peer has forgotten the subscription (RFC 6665 4.1.2.2).
    if (outcome.kind === 'response' && outcome.response.status === 481) this.#subscriber.end();
    return outcome;
  }

  /** Stops waiting; later NOTIFYs get 481, which ends the subscription at the peer. */
  abandon(): void {
    this.#exchange.abandon();
    this.#subscriber.end();
  }

  #headers(expires: number): HeaderList {
    const { event, accept, headers = [] } = this.#options;
    return [['Event', event], ['Expires', String(expires)], ['Accept', accept], ...headers];
  }

  async #await(): Promise<FinalOutcome> {
    const outcome = await this.#exchange.final;
    if (successOf(outcome) !== undefined) this.#subscriber.accepted();
    else this.#subscriber.end();
    return outcome;
  }
}
