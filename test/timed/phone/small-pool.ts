import {
  openEndpoint,
  type ClientTransaction,
  type Endpoint,
  type IncomingRequest,
} from '../../../src/sip/endpoint.ts';
import { contactUri } from '../../../src/sip/fields/contact.ts';
import { parseNameAddr } from '../../../src/sip/fields/name-addr.ts';
import { buildResponse } from '../../../src/sip/message/build.ts';
import { header, withoutFirst } from '../../../src/sip/message/headers.ts';
import type { SipRequest } from '../../../src/sip/message/message.ts';
import { nextHop } from '../../../src/sip/route.ts';
import { newTag } from '../../../src/sip/token.ts';
import { parseUri } from '../../../src/sip/uri.ts';

/** A registrar and proxy of a few lines: enough for phones to find each other by name. */
export interface SmallPool {
  readonly endpoint: Endpoint;
  /** Every request that came, as `REGISTER` or `INVITE sip:bob@park.example`. */
  readonly requests: SipRequest[];
  /** Takes a request before the pool does; true when it has. */
  intercept: (incoming: IncomingRequest) => boolean;
  close(): Promise<void>;
}

export async function openSmallPool(transport: 'udp' | 'tcp' = 'udp'): Promise<SmallPool> {
  const endpoint = await openEndpoint({ transport });
  const bindings = new Map<string, string>();
  const pool: SmallPool = { endpoint, requests: [], intercept: () => false, close: () => endpoint.close() };
  endpoint.onRequest = (incoming) => {
    const { request } = incoming;
    pool.requests.push(request);
    if (request.method === 'ACK' || pool.intercept(incoming)) return;
    if (request.method === 'REGISTER') register(incoming, bindings);
    else proxy(endpoint, incoming, bindings);
  };
  return pool;
}

function register(incoming: IncomingRequest, bindings: Map<string, string>): void {
  const { request } = incoming;
  const user = parseUri(parseNameAddr(header(request, 'To') ?? '')?.uri ?? '')?.user;
  const contact = contactUri(request);
  if (user !== undefined && contact !== undefined) bindings.set(user, contact);
  incoming.respond(buildResponse(request, 200, undefined, { toTag: newTag() }));
}

function proxy(endpoint: Endpoint, incoming: IncomingRequest, bindings: ReadonlyMap<string, string>): void {
  const { request } = incoming;
  const contact = bindings.get(parseUri(request.uri)?.user ?? '');
  if (contact === undefined) {
    incoming.respond(buildResponse(request, 404, undefined, { toTag: newTag() }));
    return;
  }
  const onward = { ...request, uri: contact };
  const transaction = endpoint.request(onward, nextHop(onward));
  incoming.onCancel = () => transaction.cancel();
  transaction.onProvisional = (response) => {
    if (response.status > 100) incoming.respond(withoutFirst(response, 'Via'));
  };
  void relay(incoming, transaction);
}

async function relay(incoming: IncomingRequest, transaction: ClientTransaction): Promise<void> {
  const outcome = await transaction.final;
  const none = buildResponse(incoming.request, 408, undefined, { toTag: newTag() });
  incoming.respond(outcome.kind === 'response' ? withoutFirst(outcome.response, 'Via') : none);
}
