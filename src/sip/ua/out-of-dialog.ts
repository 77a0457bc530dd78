import type { HeaderList } from '../dialog/request.ts';
import { requestUri, routed } from '../dialog/route-set.ts';
import type { Address, ClientTransaction } from '../endpoint.ts';
import { buildRequest } from '../message/build.ts';
import type { SipRequest } from '../message/message.ts';
import { nextHop } from '../route.ts';
import { newCallId, newTag } from '../token.ts';
import type { Core } from './core.ts';
import { Exchange, withInstead } from './exchange.ts';
import { type ContactPlace, contactValue, fromValue, product } from './identity.ts';

export interface OutOfDialogOptions extends ContactPlace {
  readonly method: string;
  readonly uri: string;
  /** URI of To where it is not the Request-URI. */
  readonly to?: string | undefined;
  /** Where it is sent, unless `route` leads elsewhere. */
  readonly next: Address;
  /** Values of Route that it has from the start, first hop first (RFC 3261 8.1.1.1). */
  readonly route?: readonly string[] | undefined;
  readonly callId?: string | undefined;
  /** CSeq number of the first attempt, 1 by default. */
  readonly cseq?: number | undefined;
  readonly headers?: HeaderList | undefined;
  readonly body?: Uint8Array | undefined;
  /** URI of From where it is not our address of record. */
  readonly from?: string | undefined;
  /** 70 by default (RFC 3261 8.1.1.6). */
  readonly maxForwards?: number | undefined;
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
    this.contact = contactValue(core.identity, options);
  }

  /** The CSeq number that the next request with this Call-ID may have. */
  get nextSeq(): number {
    return this.#seq;
  }

  /** `onStart` is called with each attempt as it leaves. */
  send({ onStart }: { onStart?: (transaction: ClientTransaction) => void } = {}): Exchange {
    return new Exchange(this.#core, (extra) => {
      const { route = [], next } = this.#options;
      const request = this.#build(extra);
      const transaction = this.#core.endpoint.request(request, route.length === 0 ? next : nextHop(request, next));
      onStart?.(transaction);
      return transaction;
    });
  }

  #build(extra: HeaderList): SipRequest {
    const { method, uri: target, to = target, route: routeSet = [], headers = [], body } = this.#options;
    const { uri, route } = routed({ remoteTarget: target, routeSet });
    const { identity } = this.#core;
    const seq = this.#seq;
    this.#seq += 1;
    return buildRequest({
      method,
      uri,
      headers: [
        ['Max-Forwards', String(this.#options.maxForwards ?? 70)],
        ...route.map((hop): [string, string] => ['Route', hop]),
        ['From', fromValue(identity, this.#tag, this.#options.from)],
        ['To', `<${requestUri(to)}>`],
        ['Call-ID', this.callId],
        ['CSeq', `${seq} ${method}`],
        ['Contact', this.contact],
        ...product(identity, 'User-Agent'),
        ...withInstead(headers, extra),
      ],
      body,
    });
  }
}
