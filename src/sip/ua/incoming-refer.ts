import { dialogFromUas } from '../dialog/dialog.ts';
import type { HeaderList } from '../dialog/request.ts';
import type { Address, IncomingRequest } from '../endpoint.ts';
import { cseq } from '../fields/cseq.ts';
import { parseNameAddr } from '../fields/name-addr.ts';
import { header } from '../message/headers.ts';
import { reasonPhrase } from '../message/reason-phrases.ts';
import type { SipRequest } from '../message/message.ts';
import { formatSipfrag } from '../sipfrag.ts';
import { parseUri, type SipUri } from '../uri.ts';
import type { Core } from './core.ts';
import { contactValue } from './identity.ts';
import { LiveDialog } from './live-dialog.ts';
import { Notifications } from './notifications.ts';
import { reply } from './send-response.ts';

/** Seconds that a referrer is kept informed. */
const referExpires = 60;

export interface ReferTo {
  readonly uri: SipUri;
  /** Value of the Replaces that the new request shall carry. */
  readonly replaces?: string;
  /** Value of the Require that it shall carry. */
  readonly require?: string;
  /** The URI as it was written, without brackets. */
  readonly raw: string;
}

/** A REFER of a peer; it must be accepted or rejected once. */
export class IncomingRefer {
  readonly request: SipRequest;
  readonly source: Address;
  readonly referTo: ReferTo;
  readonly referredBy?: string;
  readonly #core: Core;
  readonly #incoming: IncomingRequest;
  readonly #live: LiveDialog | undefined;

  constructor(core: Core, incoming: IncomingRequest, referTo: ReferTo, live: LiveDialog | undefined) {
    const referredBy = header(incoming.request, 'Referred-By');
    this.#core = core;
    this.#incoming = incoming;
    this.#live = live;
    this.request = incoming.request;
    this.source = incoming.source;
    this.referTo = referTo;
    if (referredBy !== undefined) this.referredBy = referredBy;
  }

  /** Answers and makes the subscription; the first NOTIFY, `trying` or a final one, is due at once (RFC 3515 2.4.4). */
  accept(status: 200 | 202 = 200): ReferNotifier {
    const contact = this.#live?.contact ?? contactValue(this.#core.identity);
    const response = reply(this.#incoming, status, { headers: [['Contact', contact]] });
    const live =
      this.#live ??
      new LiveDialog(this.#core, { dialog: dialogFromUas(this.request, response), contact, fallback: this.source });
    live.refresh(this.request);
    live.refersTaken += 1;
    const id = live.refersTaken > 1 ? `;id=${cseq(this.request)?.seq ?? 0}` : '';
    return new ReferNotifier(new Notifications(this.#core, live, { event: `refer${id}`, expires: referExpires }));
  }

  reject(status: number, reason?: string, headers?: HeaderList): void {
    reply(this.#incoming, status, { reason, headers });
  }
}

/** Tells a referrer how its request fares. Nothing is sent any more after a final status or when the referrer is gone. */
export class ReferNotifier {
  readonly #notifications: Notifications;

  constructor(notifications: Notifications) {
    this.#notifications = notifications;
  }

  get closed(): boolean {
    return this.#notifications.closed;
  }

  trying(): void {
    this.notify(100, 'Trying');
  }

  /** `headers` follow the status line in the sipfrag; a status of 200 or more ends the subscription. */
  notify(status: number, reason = reasonPhrase(status), headers: HeaderList = []): void {
    void this.#notifications.send({
      state: status >= 200 ? 'terminated' : 'active',
      reason: 'noresource',
      contentType: 'message/sipfrag;version=2.0',
      body: formatSipfrag({ status, reason, headers: headers.map(([name, value]) => ({ name, value })) }),
    });
  }
}

/** Hands a REFER to `handler` if it says clearly where to refer to; false when there is no handler. */
export function receiveRefer(
  core: Core,
  incoming: IncomingRequest,
  { live, handler }: { live?: LiveDialog; handler: ((refer: IncomingRefer) => void) | undefined },
): boolean {
  if (handler === undefined) return false;
  const referTo = readReferTo(incoming.request);
  if (referTo.ok) handler(new IncomingRefer(core, incoming, referTo.value, live));
  else reply(incoming, referTo.status, { reason: referTo.reason });
  return true;
}

function readReferTo(
  request: SipRequest,
): { ok: true; value: ReferTo } | { ok: false; status: number; reason: string | undefined } {
  // A second Refer-To field makes the message malformed, so it never gets here.
  const raw = parseNameAddr(header(request, 'Refer-To') ?? '')?.uri;
  if (raw === undefined) return { ok: false, status: 400, reason: 'Not One Refer-To' };
  if (!/^sips?:/i.test(raw)) return { ok: false, status: 416, reason: undefined };
  const uri = parseUri(raw);
  if (uri === undefined) return { ok: false, status: 400, reason: 'Bad Refer-To' };
  const replaces = headerIn(uri, 'replaces');
  const require = headerIn(uri, 'require');
  const value = { uri, raw, ...(replaces !== undefined && { replaces }), ...(require !== undefined && { require }) };
  return { ok: true, value };
}

function headerIn(uri: SipUri, wanted: string): string | undefined {
  return uri.headers.find(([name]) => name.toLowerCase() === wanted)?.[1];
}
