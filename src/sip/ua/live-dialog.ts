import type { Dialog } from '../dialog/dialog.ts';
import { ackFor, inDialogRequest, type HeaderList } from '../dialog/request.ts';
import { receive, refreshesTarget, refreshTarget } from '../dialog/sequence.ts';
import type { Address, ClientTransaction, IncomingRequest } from '../endpoint.ts';
import type { SipMessage, SipRequest } from '../message/message.ts';
import { nextHop } from '../route.ts';
import type { Core } from './core.ts';
import { answerUnclaimed, refuseMalformed } from './default-answers.ts';
import { Exchange, withInstead } from './exchange.ts';
import { product } from './identity.ts';
import { reply } from './send-response.ts';

/** One use of a dialog: a session or a subscription (RFC 5057). A dialog lives while it has a usage. */
export interface Usage {
  /** Takes a request of the dialog, and answers it; false when it is another usage's. */
  take(incoming: IncomingRequest): boolean;
  /** Ends it without a word. */
  close(): void;
}

/** The usage that an INVITE made. */
export interface CallUsage extends Usage {
  readonly phase: 'early' | 'confirmed' | 'ended';
  /** The side that sent the INVITE. */
  readonly initiator: 'local' | 'remote';
  /** Ends it because another INVITE was accepted in its place (RFC 3891 3). */
  replaced(): void;
}

export interface InDialogOptions {
  readonly headers?: HeaderList | undefined;
  readonly body?: Uint8Array | undefined;
  /** Called with each attempt as it leaves. */
  readonly onStart?: (transaction: ClientTransaction) => void;
}

/** A dialog with what it needs to send and to receive. */
export class LiveDialog {
  /** The usage that an INVITE made, as long as there is one. */
  call: CallUsage | undefined;
  /** REFERs accepted in this dialog: from the second on their subscriptions need an id (RFC 3515 2.4.6). */
  refersTaken = 0;
  contact: string;
  readonly #core: Core;
  readonly fallback: Address;
  readonly #usages = new Set<Usage>();
  readonly #exchanges = new Set<Exchange>();
  #dialog: Dialog;

  /** `fallback` is where requests go when neither route nor target is an address: the way the first message took. */
  constructor(core: Core, options: { dialog: Dialog; contact: string; fallback: Address }) {
    this.#core = core;
    this.#dialog = options.dialog;
    this.contact = options.contact;
    this.fallback = options.fallback;
  }

  get dialog(): Dialog {
    return this.#dialog;
  }

  join(usage: Usage): void {
    this.#usages.add(usage);
    this.#core.dialogs.add(this);
  }

  leave(usage: Usage): void {
    this.#usages.delete(usage);
    if (this.call === usage) this.call = undefined;
    if (this.#usages.size === 0) this.#core.dialogs.remove(this);
  }

  /** Takes over what a 2xx says about an early dialog: its route set and target (RFC 3261 13.2.2.4). */
  confirm({ routeSet, remoteTarget, localSeq }: Dialog): void {
    // A PRACK has taken a number meanwhile.
    const highest = Math.max(this.#dialog.localSeq, localSeq);
    this.#dialog = { ...this.#dialog, routeSet, remoteTarget, localSeq: highest };
  }

  refresh(message: SipMessage): void {
    this.#dialog = refreshTarget(this.#dialog, message);
  }

  send(method: string, { headers = [], body, onStart }: InDialogOptions = {}): Exchange {
    const fixed: HeaderList = [
      ...(refreshesTarget(method) ? [['Contact', this.contact] as const] : []),
      ...product(this.#core.identity, 'User-Agent'),
      ...headers,
    ];
    const exchange = new Exchange(this.#core, (extra) => {
      const [dialog, request] = inDialogRequest(this.#dialog, method, {
        headers: withInstead(fixed, extra),
        ...(body && { body }),
      });
      this.#dialog = dialog;
      const transaction = this.#core.endpoint.request(request, nextHop(request, this.fallback));
      onStart?.(transaction);
      return transaction;
    });
    this.#exchanges.add(exchange);
    void exchange.final.then(() => this.#exchanges.delete(exchange));
    return exchange;
  }

  /** Sends the ACK for a 2xx to `invite`, with an SDP answer where the offer was in the 2xx. */
  ack(invite: SipRequest, body?: { readonly headers: HeaderList; readonly body: Uint8Array }): void {
    const ack = ackFor(this.#dialog, invite, body);
    this.#core.endpoint.sendAck(ack, nextHop(ack, this.fallback));
  }

  receive(incoming: IncomingRequest): void {
    const received = receive(this.#dialog, incoming.request);
    if (!received.ok) {
      reply(incoming, received.refuse, { reason: 'CSeq Out Of Order' });
      return;
    }
    this.#dialog = received.dialog;
    if (incoming.request.method !== 'ACK' && refuseMalformed(incoming)) return;
    for (const usage of this.#usages) if (usage.take(incoming)) return;
    answerUnclaimed(this.#core, incoming);
  }

  /** Ends every usage without a word. */
  close(): void {
    for (const usage of this.#usages) usage.close();
  }

  /** Gives up every request that still waits for its answer. */
  abandon(): void {
    for (const exchange of this.#exchanges) exchange.abandon();
  }
}
