import type { IncomingRequest } from '../endpoint.ts';
import { describedIn } from '../described.ts';
import type { CallUsage } from './live-dialog.ts';
import { reply } from './send-response.ts';

/** A call that rings: the use of a dialog between a provisional response and the final one. */
export class EarlyCall implements CallUsage {
  readonly phase = 'early';
  readonly initiator: 'local' | 'remote';
  readonly #onEnd: () => void;

  /** `onEnd` gives the call up: because it is replaced, or because its caller hangs up. */
  constructor(initiator: 'local' | 'remote', onEnd: () => void) {
    this.initiator = initiator;
    this.#onEnd = onEnd;
  }

  replaced(): void {
    this.#onEnd();
  }

  close(): void {
    // It ends with the transaction of its INVITE.
  }

  take(incoming: IncomingRequest): boolean {
    switch (incoming.request.method) {
      case 'BYE':
        return this.#takeBye(incoming);
      case 'UPDATE':
        return this.#takeUpdate(incoming);
      case 'INVITE':
        // A second INVITE before the final answer to the first (RFC 3261 14.2).
        reply(incoming, this.initiator === 'local' ? 491 : 500, { headers: retryLater(this.initiator) });
        return true;
      default:
        return false;
    }
  }

  /** Only the caller may hang up a call that rings (RFC 3261 15). */
  #takeBye(incoming: IncomingRequest): boolean {
    if (this.initiator === 'local') return false;
    reply(incoming, 200);
    this.#onEnd();
    return true;
  }

  /** The offer of the INVITE is still open, so no other can be made (RFC 3311 5.2). */
  #takeUpdate(incoming: IncomingRequest): boolean {
    if (describedIn(incoming.request).kind === 'none') reply(incoming, 200);
    else reply(incoming, this.initiator === 'local' ? 491 : 500, { headers: retryLater(this.initiator) });
    return true;
  }
}

function retryLater(initiator: 'local' | 'remote'): ReadonlyArray<readonly [string, string]> {
  return initiator === 'local' ? [] : [['Retry-After', String(Math.ceil(Math.random() * 10))]];
}
