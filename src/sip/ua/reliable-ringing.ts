import type { IncomingRequest } from '../endpoint.ts';
import { cseq } from '../fields/cseq.ts';
import { rackOf } from '../fields/rack.ts';
import type { HeaderList } from '../dialog/request.ts';
import { patience, type Core } from './core.ts';
import type { LiveDialog, Usage } from './live-dialog.ts';
import { answer, reply } from './send-response.ts';
import type { Stop } from './timers.ts';

/**
 * A 180 that the caller wants to be reliable (RFC 3262 3): sent again at t1, 2·t1 … until its PRACK comes, or the final
 * answer is sent. Its PRACK may come after that answer. Without one for 64·t1 the call is given up with `onGiveUp`.
 */
export class ReliableRinging implements Usage {
  readonly #live: LiveDialog;
  readonly #invite: IncomingRequest;
  readonly #rseq = 1 + Math.floor(Math.random() * 2 ** 31);
  readonly #giveUp: Stop;
  #again: Stop;
  #answered = false;

  constructor(core: Core, live: LiveDialog, { invite, tag, onGiveUp }: RingingOptions) {
    this.#live = live;
    this.#invite = invite;
    const headers: HeaderList = [
      ['Contact', live.contact],
      ['Require', '100rel'],
      ['RSeq', String(this.#rseq)],
    ];
    const response = answer(invite.request, 180, { headers, tag });
    const repeatAfter = (ms: number): Stop =>
      core.timers.after(ms, () => {
        invite.respond(response);
        this.#again = repeatAfter(2 * ms);
      });
    invite.respond(response);
    this.#again = repeatAfter(core.t1);
    this.#giveUp = core.timers.after(patience(core), () => {
      this.close();
      if (!this.#answered) onGiveUp();
    });
    live.join(this);
  }

  /** The final answer is sent: only the PRACK is still waited for. */
  answered(): void {
    this.#answered = true;
    this.#again();
  }

  close(): void {
    this.#again();
    this.#giveUp();
    this.#live.leave(this);
  }

  take(incoming: IncomingRequest): boolean {
    if (incoming.request.method !== 'PRACK') return false;
    const rack = rackOf(incoming.request);
    const invited = cseq(this.#invite.request);
    if (rack?.rseq !== this.#rseq || rack.cseq.seq !== invited?.seq || rack.cseq.method !== 'INVITE') return false;
    reply(incoming, 200);
    this.close();
    return true;
  }
}

interface RingingOptions {
  readonly invite: IncomingRequest;
  /** Ours. */
  readonly tag: string;
  readonly onGiveUp: () => void;
}
