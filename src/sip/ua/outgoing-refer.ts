import type { HeaderList } from '../dialog/request.ts';
import type { FinalOutcome } from '../endpoint.ts';
import type { SubscriptionState } from '../fields/subscription-state.ts';
import type { SipRequest } from '../message/message.ts';
import { readReferNotify } from '../refer-notify.ts';
import type { Sipfrag } from '../sipfrag.ts';
import type { Core } from './core.ts';
import { Deferred } from '../../deferred.ts';
import { successOf, type Exchange } from './exchange.ts';
import type { LiveDialog } from './live-dialog.ts';
import { OutOfDialog, type OutOfDialogOptions } from './out-of-dialog.ts';
import { Subscriber } from './subscriber.ts';

export interface ReferOptions {
  /** Value of Refer-To: a URI in brackets, or a bare URI without parameters. */
  readonly referTo: string;
  readonly referredBy?: string | undefined;
  readonly headers?: HeaderList | undefined;
  readonly body?: Uint8Array | undefined;
}

export interface ReferNotification {
  readonly subscriptionState: SubscriptionState;
  /** Undefined when the body was none. */
  readonly sipfrag: Sipfrag | undefined;
  readonly request: SipRequest;
}

/** A REFER of ours and the implicit subscription it makes (RFC 3515). */
export class OutgoingRefer {
  readonly callId: string;
  /** The answer to the REFER itself; 200 and 202 say the same (RFC 7647 5). */
  readonly accepted: Promise<FinalOutcome>;
  /** The first final sipfrag; undefined when the REFER was refused or the subscription ended without one. */
  readonly final: Promise<Sipfrag | undefined>;
  onNotify?: (notification: ReferNotification) => void;
  readonly #subscriber: Subscriber;
  readonly #exchange: Exchange;

  constructor(core: Core, callId: string, send: (subscriber: Subscriber) => Exchange) {
    this.callId = callId;
    const final = new Deferred<Sipfrag | undefined>();
    this.final = final.promise;
    this.#subscriber = new Subscriber(core, {
      event: 'refer',
      accept: 'message/sipfrag',
      onNotify: (request, subscriptionState) => {
        const sipfrag = readReferNotify(request)?.sipfrag;
        this.onNotify?.({ subscriptionState, sipfrag, request });
        if (sipfrag !== undefined && sipfrag.status >= 200) final.settle(sipfrag);
      },
      onOver: () => final.settle(undefined),
    });
    this.#exchange = send(this.#subscriber);
    this.accepted = this.#await();
  }

  /** Stops waiting, for the answer and for NOTIFYs: later ones get 481. */
  abandon(): void {
    this.#exchange.abandon();
    this.#subscriber.end();
  }

  async #await(): Promise<FinalOutcome> {
    const outcome = await this.#exchange.final;
    if (successOf(outcome) !== undefined) this.#subscriber.accepted();
    else this.#subscriber.end();
    return outcome;
  }
}

/** A REFER outside any dialog; the first NOTIFY makes the dialog. */
export function referOutside(
  core: Core,
  options: ReferOptions & Pick<OutOfDialogOptions, 'uri' | 'next' | 'route'> & { readonly callId?: string | undefined },
): OutgoingRefer {
  const request = new OutOfDialog(core, { ...options, method: 'REFER', headers: referHeaders(options) });
  return new OutgoingRefer(core, request.callId, (subscriber) =>
    request.send({ onStart: (transaction) => subscriber.expect(transaction.request, options.next) }),
  );
}

/** A REFER in the dialog of a session. */
export function referInside(core: Core, live: LiveDialog, options: ReferOptions): OutgoingRefer {
  return new OutgoingRefer(core, live.dialog.callId, (subscriber) => {
    subscriber.share(live);
    return live.send('REFER', {
      headers: referHeaders(options),
      onStart: (transaction) => subscriber.known(transaction.request),
    });
  });
}

function referHeaders({ referTo, referredBy, headers = [] }: ReferOptions): HeaderList {
  const by: HeaderList = referredBy === undefined ? [] : [['Referred-By', referredBy]];
  return [['Refer-To', referTo], ...by, ...headers];
}
