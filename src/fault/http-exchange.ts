/** One request and the beginning of its answer, over HTTP or HTTPS. No redirect is followed: a server does not choose whom parkspec asks. */
import { type IncomingMessage, request as httpRequest } from 'node:http';
import { farSocketsAt } from '../sockets/far-networks.ts';
import { codeOf } from '../file-fault.ts';
import { messageOf } from '../harness-error.ts';
import type { FilledOrder } from './http-filled.ts';
import { connectTls, UntrustedError } from './tls-link.ts';
import { hostOf, portOf } from './url-place.ts';

export interface HttpReply {
  /**
   * `refused`: nobody listens there, so the request was not even sent. `untrusted`: nor was it, since the certificate is
   * not one that the file trusts. `lost`: the connection ended without an answer that can be read.
   */
  readonly kind: 'answered' | 'refused' | 'untrusted' | 'late' | 'lost';
  /** Whether its status is one of those that are no complaint. */
  readonly ok: boolean;
  readonly status: number | undefined;
  readonly text: string;
  readonly body: string;
}

/**
 * Never rejects.
 *
 * @param within  in ms
 * @param signal  aborted when the cell is given up
 */
export async function exchange(order: FilledOrder, within: number, signal: AbortSignal): Promise<HttpReply> {
  // Whole milliseconds only: it throws for what is left of a deadline as it comes from the clock.
  const bound = AbortSignal.timeout(Math.ceil(within));
  try {
    const { status, location, body } = await answerOf(order, AbortSignal.any([signal, bound]));
    const words = [String(status), elsewhere(location), body.slice(0, 200)].filter((word) => word !== '');
    const ok = order.expect.some(([first, last]) => status >= first && status <= last);
    return { kind: 'answered', ok, status, text: words.join(' ').trim(), body };
  } catch (cause) {
    const unanswered = { ok: false, status: undefined, body: '' };
    if (bound.aborted)
      return { ...unanswered, kind: 'late', text: `timeout: no whole answer within ${Math.ceil(within)} ms` };
    if (cause instanceof UntrustedError) return { ...unanswered, kind: 'untrusted', text: cause.message };
    return { ...unanswered, kind: codeOf(cause) === 'ECONNREFUSED' ? 'refused' : 'lost', text: whyLost(cause) };
  }
}

function elsewhere(location: string | undefined): string {
  return location === undefined ? '' : `(to ${location.slice(0, 200)}; a redirect is not followed)`;
}

interface Answer {
  readonly status: number;
  readonly location: string | undefined;
  readonly body: string;
}

async function answerOf(order: FilledOrder, signal: AbortSignal): Promise<Answer> {
  const { method, headers, body } = order;
  const url = new URL(order.url);
  const secure = url.protocol === 'https:';
  // Nothing is sent before it is known to whom.
  const place = { host: hostOf(url), port: portOf(url) };
  const link = secure ? await connectTls(url, order, signal) : farSocketsAt(place.host)?.connect(place);
  const sent = httpRequest({
    protocol: 'http:',
    ...place,
    defaultPort: secure ? 443 : 80,
    path: `${url.pathname}${url.search}`,
    method,
    headers: { ...headers, ...(body !== undefined && { 'Content-Length': Buffer.byteLength(body) }) },
    signal,
    ...(link === undefined ? { agent: false as const } : { createConnection: () => link }),
  });
  try {
    const response = await new Promise<IncomingMessage>((resolve, reject) => {
      sent.once('response', resolve).on('error', reject).end(body);
    });
    const { statusCode = 0, headers: fields } = response;
    return { status: statusCode, location: fields.location, body: await beginning(response, MOST_OF_BODY) };
  } finally {
    sent.destroy();
    link?.destroy();
  }
}

/** Of an answer that goes on, the first `most` octets; the rest is not even received. */
async function beginning(response: IncomingMessage, most: number): Promise<string> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    length += chunk.length;
    if (length >= most) break;
  }
  return Buffer.concat(chunks).subarray(0, most).toString();
}

/** In octets; a proof is to be found in the beginning of an answer. */
const MOST_OF_BODY = 10_000;

function whyLost(cause: unknown): string {
  const found = codeOf(cause);
  const code = typeof found === 'string' ? found : '';
  if (code.startsWith('HPE_')) return `what came back is no HTTP: ${wordsOf(cause)}`;
  if (/^(EPROTO|ERR_SSL_)/.test(code)) return `there is no TLS that could be agreed on (is it http://?): ${code}`;
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return `the name of the host was not found: ${wordsOf(cause)}`;
  // One that was tried at several addresses has no words of its own.
  return wordsOf(cause) || code;
}

/** Not told by `instanceof`: in tests the errors of Node are of another realm. */
function wordsOf(cause: unknown): string {
  const isTold = typeof cause === 'object' && cause !== null && 'message' in cause;
  return isTold ? String(cause.message) : messageOf(cause);
}
