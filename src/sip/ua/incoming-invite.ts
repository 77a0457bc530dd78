import { dialogFromUas } from '../dialog/dialog.ts';
import type { HeaderList } from '../dialog/request.ts';
import type { Address, IncomingRequest } from '../endpoint.ts';
import { requiresReliability } from '../fields/rack.ts';
import type { SipRequest } from '../message/message.ts';
import type { Sdp } from '../sdp.ts';
import { newTag } from '../token.ts';
import type { Core } from './core.ts';
import { EarlyCall } from './early-call.ts';
import { type ContactPlace, contactValue } from './identity.ts';
import { LiveDialog, type CallUsage } from './live-dialog.ts';
import { ReliableRinging } from './reliable-ringing.ts';
import { answer, reply } from './send-response.ts';
import { Session } from './session.ts';

export interface AcceptOptions extends ContactPlace {
  readonly sdp: Sdp;
  readonly headers?: HeaderList | undefined;
}

/** A call that comes in; it must be accepted, rejected or redirected once. Later words, and words after a CANCEL, are not sent. */
export class IncomingInvite {
  readonly request: SipRequest;
  readonly source: Address;
  /** Undefined when the caller leaves the offer to us. */
  readonly offer: Sdp | undefined;
  /** The session that this call takes over when it is accepted (RFC 3891); refusing it leaves that session as it is. */
  readonly replaces: Session | undefined;
  /** True when it takes over a call of ours that still rings. */
  readonly replacesEarly: boolean;
  /** The caller gave up; 487 has been sent. */
  onCancelled?: () => void;
  readonly #core: Core;
  readonly #incoming: IncomingRequest;
  readonly #replaced: CallUsage | undefined;
  readonly #tag = newTag();
  #early: { readonly live: LiveDialog; readonly usage: EarlyCall } | undefined;
  #reliable: ReliableRinging | undefined;
  #pending = true;

  constructor(
    core: Core,
    incoming: IncomingRequest,
    options: { offer: Sdp | undefined; replaced: CallUsage | undefined },
  ) {
    this.#core = core;
    this.#incoming = incoming;
    this.#replaced = options.replaced;
    this.request = incoming.request;
    this.source = incoming.source;
    this.offer = options.offer;
    this.replaces = options.replaced instanceof Session ? options.replaced : undefined;
    this.replacesEarly = options.replaced?.phase === 'early';
    incoming.onCancel = () => this.#cancelled();
  }

  /** False once it was answered or cancelled. */
  get pending(): boolean {
    return this.#pending;
  }

  /** Answers 180, which makes an early dialog; a reliable one, once, where the caller wants that (RFC 3262 3). */
  ring(place?: ContactPlace): void {
    if (!this.#pending || this.#reliable !== undefined) return;
    const live = this.#early?.live ?? this.#dialog(contactValue(this.#core.identity, place));
    if (requiresReliability(this.request)) {
      const onGiveUp = (): void => this.reject(504);
      this.#reliable = new ReliableRinging(this.#core, live, { invite: this.#incoming, tag: this.#tag, onGiveUp });
    } else reply(this.#incoming, 180, { headers: [['Contact', live.contact]], tag: this.#tag });
    if (this.#early !== undefined) return;
    const usage = new EarlyCall('remote', () => this.#cancelled());
    live.call = usage;
    live.join(usage);
    this.#early = { live, usage };
  }

  /** Answers 200 until the ACK comes. After a CANCEL it sends nothing and returns a session that has ended. */
  accept({ sdp, headers, ...place }: AcceptOptions): Session {
    const early = this.#early;
    const wanted = this.#pending;
    const live = early?.live ?? this.#dialog(contactValue(this.#core.identity, place));
    const session = new Session(this.#core, live, { role: 'uas', localSdp: sdp, remoteSdp: this.offer });
    this.#close();
    if (!wanted) {
      session.abort();
      return session;
    }
    this.#reliable?.answered();
    session.accept(this.#incoming, sdp, { offered: this.offer === undefined, headers });
    this.#replaced?.replaced();
    return session;
  }

  /** `status` is 300 to 699. */
  reject(status: number, reason?: string, headers?: HeaderList): void {
    if (!this.#pending) return;
    this.#close();
    this.#reliable?.close();
    reply(this.#incoming, status, { reason, headers, tag: this.#tag });
  }

  /** Answers 302 with `contactValue` as its Contact, so in brackets where the URI has parameters or headers. */
  redirect(contact: string): void {
    this.reject(302, undefined, [['Contact', contact]]);
  }

  #cancelled(): void {
    if (!this.#pending) return;
    this.reject(487);
    this.onCancelled?.();
  }

  #close(): void {
    this.#pending = false;
    this.#early?.live.leave(this.#early.usage);
    this.#early = undefined;
  }

  #dialog(contact: string): LiveDialog {
    // Any answer with our tag makes the same dialog; its status does not matter.
    const dialog = dialogFromUas(this.request, answer(this.request, 180, { tag: this.#tag }));
    return new LiveDialog(this.#core, { dialog, contact, fallback: this.source });
  }
}
