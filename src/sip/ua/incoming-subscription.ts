import { dialogFromUas } from '../dialog/dialog.ts';
import type { HeaderList } from '../dialog/request.ts';
import type { Address, FinalOutcome, IncomingRequest } from '../endpoint.ts';
import { header } from '../message/headers.ts';
import type { SipRequest } from '../message/message.ts';
import type { Core } from './core.ts';
import { contactValue } from './identity.ts';
import { LiveDialog } from './live-dialog.ts';
import { defaultExpires, expiresOf, Notifications } from './notifications.ts';
import { reply } from './send-response.ts';

/** A SUBSCRIBE of a peer outside a dialog; it must be accepted or rejected once. */
export class IncomingSubscribe {
  readonly request: SipRequest;
  readonly source: Address;
  /** Event package in lower case. */
  readonly event: string;
  /** Seconds asked for; 0 asks for one NOTIFY. */
  readonly expires: number;
  readonly #core: Core;
  readonly #incoming: IncomingRequest;

  constructor(core: Core, incoming: IncomingRequest) {
    const { request } = incoming;
    this.#core = core;
    this.#incoming = incoming;
    this.request = request;
    this.source = incoming.source;
    this.event = (header(request, 'Event') ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
    this.expires = expiresOf(header(request, 'Expires')) ?? defaultExpires;
  }

  /** Grants `expires` seconds, never more than asked for. A NOTIFY is due at once (RFC 6665 4.2.1.2). */
  accept(expires = this.expires): Notifier {
    const granted = Math.min(expires, this.expires);
    const contact = contactValue(this.#core.identity);
    const response = reply(this.#incoming, 200, {
      headers: [
        ['Contact', contact],
        ['Expires', String(granted)],
      ],
    });
    const dialog = dialogFromUas(this.request, response);
    const live = new LiveDialog(this.#core, { dialog, contact, fallback: this.source });
    const event = header(this.request, 'Event') ?? '';
    return new Notifier(new Notifications(this.#core, live, { event, expires: granted }));
  }

  reject(status: number, reason?: string, headers?: HeaderList): void {
    reply(this.#incoming, status, { reason, headers });
  }
}

/** Sends the state of what was subscribed to. */
export class Notifier {
  readonly #notifications: Notifications;

  constructor(notifications: Notifications) {
    this.#notifications = notifications;
  }

  /** True once nothing can be sent any more. */
  get closed(): boolean {
    return this.#notifications.closed;
  }

  /** Called when the subscriber has asked for more time or the end, so that a NOTIFY is due; without it the last is repeated. */
  set onRefresh(handler: (expires: number) => void) {
    this.#notifications.onRefresh = handler;
  }

  /** `active` is sent as terminated with reason timeout when no time is left, as after a poll. */
  notify(notification: {
    readonly contentType: string;
    readonly body: string;
    readonly state: 'active' | 'terminated';
    readonly reason?: string;
  }): Promise<FinalOutcome> {
    return this.#notifications.send(notification);
  }
}

/** Hands a SUBSCRIBE to `handler` if it says what to (RFC 6665 8.2.1 makes Event mandatory). */
export function receiveSubscribe(
  core: Core,
  incoming: IncomingRequest,
  handler: (subscribe: IncomingSubscribe) => void,
): void {
  const subscribe = new IncomingSubscribe(core, incoming);
  if (subscribe.event === '') reply(incoming, 489);
  else handler(subscribe);
}
