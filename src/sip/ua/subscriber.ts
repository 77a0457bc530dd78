import { bodyOf } from '../body.ts';
import { dialogFromNotify } from '../dialog/dialog.ts';
import type { Address, IncomingRequest } from '../endpoint.ts';
import { cseq } from '../fields/cseq.ts';
import { eventOf } from '../fields/event-package.ts';
import { parseSubscriptionState, type SubscriptionState } from '../fields/subscription-state.ts';
import { callId, fromTag } from '../fields/tags.ts';
import { header } from '../message/headers.ts';
import type { SipRequest } from '../message/message.ts';
import { patience, type Core } from './core.ts';
import { LiveDialog, type Usage } from './live-dialog.ts';
import { reply } from './send-response.ts';
import type { Stop } from './timers.ts';

export interface SubscriberOptions {
  /** Event package: `refer`, `dialog`. */
  readonly event: string;
  /** Media type of the body, or of a part of it, in lower case; others are refused with 415. */
  readonly accept: string;
  /** Called after a NOTIFY was answered 200. */
  readonly onNotify: (request: SipRequest, state: SubscriptionState) => void;
  /** Called once when no NOTIFY can come any more. */
  readonly onOver: () => void;
}

/** The receiving side of one subscription, explicit or by REFER (RFC 6665 4.1). Its dialog is made by the first NOTIFY. */
export class Subscriber implements Usage {
  readonly #core: Core;
  readonly #options: SubscriberOptions;
  /** CSeq numbers of our REFERs or SUBSCRIBEs, one of which the peer may use as the id. */
  readonly #ids = new Set<number>();
  #live: LiveDialog | undefined;
  #expected: { forget(): void } | undefined;
  #stop: Stop = () => {};
  #over = false;

  constructor(core: Core, options: SubscriberOptions) {
    this.#core = core;
    this.#options = options;
  }

  get live(): LiveDialog | undefined {
    return this.#live;
  }

  /** Waits for the NOTIFY that makes the dialog of `request`, which is about to be sent or has been sent. */
  expect(request: SipRequest, fallback: Address): void {
    this.#note(request);
    this.#expected?.forget();
    this.#expected = this.#core.dialogs.expect(callId(request) ?? '', fromTag(request) ?? '', {
      join: (incoming) => this.#join(incoming, request, fallback),
      close: () => this.end(),
    });
  }

  /** Shares a dialog that is there already. */
  share(live: LiveDialog): void {
    this.#live = live;
    live.join(this);
  }

  /** Adds the number of another request of ours that the subscription may be known by. */
  known(request: SipRequest): void {
    this.#note(request);
  }

  /** The peer has accepted; now a NOTIFY must come within timer N (RFC 6665 4.1.2.4). */
  accepted(): void {
    if (!this.#over && this.#live === undefined) this.#endAfter(patience(this.#core));
  }

  end(): void {
    if (this.#over) return;
    this.#over = true;
    this.#stop();
    this.#expected?.forget();
    this.#live?.leave(this);
    this.#options.onOver();
  }

  close(): void {
    this.end();
  }

  take(incoming: IncomingRequest): boolean {
    const { request } = incoming;
    if (request.method !== 'NOTIFY' || !this.#isOurs(request)) return false;
    const state = parseSubscriptionState(header(request, 'Subscription-State') ?? '');
    if (state === undefined) {
      reply(incoming, 400, { reason: 'Bad Subscription-State' });
      return true;
    }
    this.#stop();
    this.#live?.refresh(request);
    if (this.#answer(incoming)) this.#options.onNotify(request, state);
    if (state.state === 'terminated') this.end();
    else if (state.expires !== undefined) this.#endAfter(1000 * state.expires + patience(this.#core));
    return true;
  }

  #join(incoming: IncomingRequest, request: SipRequest, fallback: Address): boolean {
    if (incoming.request.method !== 'NOTIFY' || !this.#isOurs(incoming.request)) return false;
    this.#expected?.forget();
    const live = new LiveDialog(this.#core, {
      dialog: { ...dialogFromNotify(request, incoming.request), remoteSeq: undefined },
      contact: header(request, 'Contact') ?? '',
      fallback,
    });
    this.share(live);
    live.receive(incoming);
    return true;
  }

  #isOurs(notify: SipRequest): boolean {
    const { name, id } = eventOf(notify);
    return name === this.#options.event && (id === undefined || this.#ids.has(Number(id)));
  }

  /** False when the NOTIFY is refused. */
  #answer(incoming: IncomingRequest): boolean {
    const { accept } = this.#options;
    const understood = bodyOf(incoming.request, accept) !== undefined;
    if (understood) reply(incoming, 200);
    else reply(incoming, 415, { headers: [['Accept', accept]] });
    return understood;
  }

  #note(request: SipRequest): void {
    const seq = cseq(request)?.seq;
    if (seq !== undefined) this.#ids.add(seq);
  }

  #endAfter(ms: number): void {
    this.#stop();
    this.#stop = this.#core.timers.after(ms, () => this.end());
  }
}
