import type { HeaderList } from '../dialog/request.ts';
import { requestUri } from '../dialog/route-set.ts';
import type { Address, ClientTransaction } from '../endpoint.ts';
import { buildRequest } from '../message/build.ts';
import type { SipRequest } from '../message/message.ts';
import { newCallId, newTag } from '../token.ts';
import type { Core } from './core.ts';
import { Exchange } from './exchange.ts';
import { contactValue, fromValue, product } from './identity.ts';

export interface OutOfDialogOptions {
  readonly method: string;
  readonly uri: string;
  /** URI of To where it is not the Request-URI. */
  readonly to?: string | undefined;
  readonly next: Address;
  readonly callId?: string | undefined;
  /** CSeq number of the first attempt, 1 by default. */
  readonly cseq?: number | undefined;
  readonly headers?: HeaderList | undefined;
  readonly body?: Uint8Array | undefined;
  /** Stands in for the usual user part of our contact. */
  readonly contactUser?: string | undefined;
}

/** A request that belongs to no dialog, and may make one. */
export class OutOfDialog {
  readonly callId: string;
  readonly contact: string;
  readonly #core: Core;
  readonly #options: OutOfDialogOptions;
  readonly #tag = newTag();
  #seq: number;

  constructor(core: Core, options: OutOfDialogOptions) {
    this.#core = core;
    this.#options = options;
    this.#seq = options.cseq ?? 1;
    this.callId = options.callId ?? newCallId(core.identity.address.host);
    this.contact = contactValue(core.identity, options.contactUser);
  }

  /** The CSeq number that the next request with this Call-ID may have. */
  get nextSeq(): number {
    return this.#seq;
  }

  /** `onStart` is called with each attempt as it leaves. */
  send({ onStart }: { onStart?: (transaction: ClientTransaction) => void } = {}): Exchange {
    return new Exchange(this.#core, (authorization) => {
      const transaction = this.#core.endpoint.request(this.#build(authorization), this.#options.next);
      onStart?.(transaction);
      return transaction;
    });
  }

  #build(authorization: HeaderList): SipRequest {
    const { method, uri, to = uri, headers = [], body } = this.#options;
    const { identity } = this.#core;
    const seq = this.#seq;
    this.#seq += 1;
    return buildRequest({
      method,
      uri: requestUri(uri),
      headers: [
        ['Max-Forwards', '70'],
        ['From', fromValue(identity, this.#tag)],
        ['To', `<${requestUri(to)}>`],
        ['Call-ID', this.callId],
        ['CSeq', `${seq} ${method}`],
        ['Contact', this.contact],
        ...product(identity, 'User-Agent'),
        ...headers,
        ...authorization,
      ],
      body,
    });
  }
}
