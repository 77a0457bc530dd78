import { cseq } from '../fields/cseq.ts';
import { formatRAck, reliableNumber } from '../fields/rack.ts';
import type { SipResponse } from '../message/message.ts';
import type { LiveDialog } from './live-dialog.ts';

/** The reliable provisional responses of one early dialog, seen from the caller: each gets one PRACK (RFC 3262 4). */
export class AcknowledgedProvisionals {
  readonly #live: LiveDialog;
  #last: number | undefined;

  constructor(live: LiveDialog) {
    this.#live = live;
  }

  /** One that comes again, or before those that it follows, is dropped: the peer sends it once more. */
  receive(response: SipResponse): void {
    const rseq = reliableNumber(response);
    const answered = cseq(response);
    if (rseq === undefined || answered === undefined) return;
    if (this.#last !== undefined && rseq !== this.#last + 1) return;
    this.#last = rseq;
    this.#live.send('PRACK', { headers: [['RAck', formatRAck({ rseq, cseq: answered })]] });
  }
}
