import type { Address, FinalOutcome } from '../endpoint.ts';
import type { Core } from './core.ts';
import { OutOfDialog } from './out-of-dialog.ts';
import { hostPort } from '../../numeric-host.ts';

export interface RegisterOptions {
  /** Request-URI: `sip:park.example`. */
  readonly registrarUri: string;
  readonly next: Address;
  readonly route?: readonly string[] | undefined;
  /** Seconds; 0 takes the binding away. */
  readonly expires: number;
  /** By default that of the last REGISTER to the same registrar. */
  readonly callId?: string | undefined;
  /** Gives up when it is aborted: nothing is sent again, and the outcome is a timeout. */
  readonly signal?: AbortSignal | undefined;
}

/** REGISTERs of one user agent: one Call-ID and rising CSeq numbers for each registrar (RFC 3261 10.2). */
export class Registrations {
  readonly #core: Core;
  readonly #last = new Map<string, { readonly callId: string; readonly nextSeq: number }>();

  constructor(core: Core) {
    this.#core = core;
  }

  async register(options: RegisterOptions): Promise<FinalOutcome> {
    const { registrarUri, next, route, expires, callId, signal } = options;
    const key = `${registrarUri} ${next.transport}:${hostPort(next.host, next.port)}`;
    const last = this.#last.get(key);
    const request = new OutOfDialog(this.#core, {
      method: 'REGISTER',
      uri: registrarUri,
      to: this.#core.identity.aor,
      next,
      route,
      callId: callId ?? last?.callId,
      cseq: last?.nextSeq,
      headers: [
        ['Expires', String(expires)],
        // A proxy on the way may leave its address for the requests that come back (RFC 3327 5.1).
        ['Supported', 'path'],
      ],
    });
    // Noted as each attempt leaves, so that a REGISTER sent meanwhile has a higher number.
    const exchange = request.send({
      onStart: () => this.#last.set(key, { callId: request.callId, nextSeq: request.nextSeq }),
    });
    signal?.addEventListener('abort', () => exchange.abandon(), { once: true });
    return exchange.final;
  }
}
