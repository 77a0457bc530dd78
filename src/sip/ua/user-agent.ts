import { dialogIdOf } from '../dialog/dialog.ts';
import type { Address, Endpoint, FinalOutcome, IncomingRequest } from '../endpoint.ts';
import type { SipRequest } from '../message/message.ts';
import type { Core } from './core.ts';
import { answerUnclaimed, refuseMalformed } from './default-answers.ts';
import { Dialogs } from './dialogs.ts';
import { contactUri } from './identity.ts';
import type { IncomingInvite } from './incoming-invite.ts';
import { receiveRefer, type IncomingRefer } from './incoming-refer.ts';
import { receiveSubscribe, type IncomingSubscribe } from './incoming-subscription.ts';
import { receiveInvite } from './new-invite.ts';
import { OutOfDialog, type OutOfDialogOptions } from './out-of-dialog.ts';
import { OutgoingInvite, type InviteOptions } from './outgoing-invite.ts';
import { referOutside, type OutgoingRefer, type ReferOptions } from './outgoing-refer.ts';
import { OutgoingSubscription, type SubscribeOptions } from './outgoing-subscription.ts';
import { Registrations, type RegisterOptions } from './registrations.ts';
import { reply } from './send-response.ts';
import { Session } from './session.ts';
import { restoreSession, type SessionSnapshot } from './session-snapshot.ts';
import { Timers } from './timers.ts';

export type { IncomingInvite } from './incoming-invite.ts';
export type { IncomingRefer, ReferNotifier } from './incoming-refer.ts';
export type { IncomingSubscribe, Notifier } from './incoming-subscription.ts';
export type { InviteResult, OutgoingInvite } from './outgoing-invite.ts';
export type { OutgoingRefer, ReferNotification } from './outgoing-refer.ts';
export type { OutgoingSubscription } from './outgoing-subscription.ts';
export type { Session } from './session.ts';
export type { SessionSnapshot } from './session-snapshot.ts';

export interface UserAgentOptions {
  readonly endpoint: Endpoint;
  /** Address of record: `sip:alice@park.example`. */
  readonly aor: string;
  readonly displayName?: string | undefined;
  /** User part of our contact URI, escaped where necessary. */
  readonly contactUser: string;
  /** Parameters of the Contact header field, without a leading semicolon. */
  readonly contactParams?: string | undefined;
  /** Of the credentials; by default `contactUser`. */
  readonly username?: string | undefined;
  /** Without it challenges are not answered. */
  readonly password?: string | undefined;
  /** Value of User-Agent and Server. */
  readonly userAgent?: string | undefined;
  /** As the endpoint's, in ms; 500 and 4000 by default. */
  readonly timers?: { readonly t1?: number; readonly t2?: number } | undefined;
  /** Shortest session interval that a peer may ask for, in s; 90 by default, which is the least that RFC 4028 5 knows. */
  readonly minSessionExpires?: number | undefined;
}

/**
 * A SIP user agent on an endpoint that it may share with others. Nothing that a peer sends makes it throw; the results
 * of what it does are values.
 */
export class UserAgent {
  /** Our contact URI, without brackets. */
  readonly contact: string;
  /** Of the endpoint. */
  readonly address: Address;
  /** Without this handler, or the next two, `receive` leaves such requests to its caller. */
  onInvite?: (incoming: IncomingInvite) => void;
  /** A REFER outside any dialog. */
  onRefer?: (incoming: IncomingRefer) => void;
  onSubscribe?: (incoming: IncomingSubscribe) => void;
  /** Any other request outside a dialog; must answer. Without it OPTIONS gets 200, the rest 405, 481 or 501. */
  onRequest?: (incoming: IncomingRequest) => void;
  readonly #core: Core;
  readonly #registrations: Registrations;

  constructor(options: UserAgentOptions) {
    const { endpoint, aor, displayName, contactUser, contactParams, userAgent, timers } = options;
    const { username = contactUser, password, minSessionExpires = 90 } = options;
    this.#core = {
      endpoint,
      identity: { aor, displayName, contactUser, contactParams, userAgent, address: endpoint.address },
      credentials: password === undefined ? undefined : { username, password },
      dialogs: new Dialogs(endpoint.excesses),
      timers: new Timers(),
      exchanges: new Set(),
      t1: timers?.t1 ?? 500,
      t2: timers?.t2 ?? 4000,
      minSessionExpires,
    };
    this.address = endpoint.address;
    this.contact = contactUri(this.#core.identity);
    this.#registrations = new Registrations(this.#core);
  }

  /** True when the request is in a dialog of this user agent, so that a shared endpoint can ask each of its owners. */
  owns(request: SipRequest): boolean {
    const id = dialogIdOf(request);
    return id !== undefined && (this.#core.dialogs.find(id) !== undefined || this.#core.dialogs.expects(id));
  }

  /**
   * Takes a request that came in at the endpoint, and answers it. False, and no answer, only for a new INVITE, REFER or
   * SUBSCRIBE without a handler. A request in a dialog that is not ours is answered 481. `onInvite` handles this one.
   */
  receive(incoming: IncomingRequest, onInvite = this.onInvite): boolean {
    const id = dialogIdOf(incoming.request);
    if (id === undefined) return this.#receiveNew(incoming, onInvite);
    const live = this.#core.dialogs.find(id);
    if (live !== undefined) live.receive(incoming);
    else if (this.#core.dialogs.expects(id) && refuseMalformed(incoming)) return true;
    else if (!this.#core.dialogs.offer(id, incoming)) refuseUnknownDialog(incoming);
    return true;
  }

  /** A request outside any dialog, sent again once for each challenge. */
  request(options: OutOfDialogOptions): Promise<FinalOutcome> {
    return new OutOfDialog(this.#core, options).send().final;
  }

  register(options: RegisterOptions): Promise<FinalOutcome> {
    return this.#registrations.register(options);
  }

  invite(options: InviteOptions): OutgoingInvite {
    return new OutgoingInvite(this.#core, options);
  }

  /** A REFER outside any dialog. */
  refer(
    options: ReferOptions & Pick<OutOfDialogOptions, 'uri' | 'next' | 'route'> & { callId?: string },
  ): OutgoingRefer {
    return referOutside(this.#core, options);
  }

  subscribe(options: SubscribeOptions): OutgoingSubscription {
    return new OutgoingSubscription(this.#core, options);
  }

  /** Sessions that have not ended, oldest first. */
  sessions(): readonly Session[] {
    const calls = this.#core.dialogs.all().map((live) => live.call);
    return calls.filter((call) => call instanceof Session).filter((session) => session.state === 'confirmed');
  }

  findDialog(callId: string, localTag: string, remoteTag: string): Session | undefined {
    const call = this.#core.dialogs.find({ callId, localTag, remoteTag })?.call;
    return call instanceof Session ? call : undefined;
  }

  /** Goes on with a session of another user agent. */
  restore(snapshot: SessionSnapshot): Session {
    return restoreSession(this.#core, snapshot);
  }

  /** Forgets everything and sends nothing. The owner of the endpoint closes that. */
  async close(): Promise<void> {
    this.#core.dialogs.close();
    for (const exchange of this.#core.exchanges) exchange.abandon();
    this.#core.timers.close();
  }

  #receiveNew(incoming: IncomingRequest, onInvite: UserAgent['onInvite']): boolean {
    const { method } = incoming.request;
    if (method === 'ACK') return false;
    const handle = this.#handlerOf(method, onInvite);
    if (handle === undefined && handled.has(method)) return false;
    if (incoming.merged) {
      reply(incoming, 482);
      return true;
    }
    if (refuseMalformed(incoming)) return true;
    if (handle !== undefined) handle(incoming);
    else answerUnclaimed(this.#core, incoming);
    return true;
  }

  #handlerOf(method: string, onInvite: UserAgent['onInvite']): ((incoming: IncomingRequest) => void) | undefined {
    const { onRefer, onSubscribe, onRequest } = this;
    switch (method) {
      case 'INVITE':
        return onInvite && ((incoming) => receiveInvite(this.#core, incoming, onInvite));
      case 'REFER':
        return onRefer && ((incoming) => receiveRefer(this.#core, incoming, { handler: onRefer }));
      case 'SUBSCRIBE':
        return onSubscribe && ((incoming) => receiveSubscribe(this.#core, incoming, onSubscribe));
      default:
        return dialogOnly.has(method) ? undefined : onRequest;
    }
  }
}

/** Left to the caller of `receive` without a handler. */
const handled = new Set(['INVITE', 'REFER', 'SUBSCRIBE']);

/** Without a dialog there is nothing that they could be about. */
const dialogOnly = new Set(['BYE', 'UPDATE', 'INFO', 'PRACK', 'NOTIFY', 'CANCEL']);

/** ACK is never answered (RFC 3261 17). */
function refuseUnknownDialog(incoming: IncomingRequest): void {
  if (incoming.request.method !== 'ACK') reply(incoming, 481);
}
