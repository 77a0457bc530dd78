import type { HeaderList } from '../dialog/request.ts';
import type { FinalOutcome, IncomingRequest } from '../endpoint.ts';
import { formatSubscriptionState } from '../fields/subscription-state.ts';
import { encodeText } from '../message/octets.ts';
import { header } from '../message/headers.ts';
import type { Core } from './core.ts';
import { notSent } from './exchange.ts';
import type { LiveDialog, Usage } from './live-dialog.ts';
import { reply } from './send-response.ts';
import type { Stop } from './timers.ts';

export interface Notification {
  readonly state: 'active' | 'terminated';
  /** Why it is terminated, `noresource` by default. */
  readonly reason?: string | undefined;
  readonly contentType?: string | undefined;
  readonly body?: string | undefined;
  readonly headers?: HeaderList | undefined;
}

/** The sending side of one subscription (RFC 6665 4.2). */
export class Notifications implements Usage {
  /** Called when the peer has asked for more time, or for the end: a NOTIFY is due. Without it the last one is repeated. */
  onRefresh?: (expires: number) => void;
  readonly #live: LiveDialog;
  readonly #core: Core;
  readonly #event: string;
  #until = 0;
  #last: Notification = { state: 'active' };
  #stop: Stop = () => {};
  #closed = false;

  /** `event` is the value of Event; `expires` in seconds, 0 for one NOTIFY only. */
  constructor(core: Core, live: LiveDialog, options: { event: string; expires: number }) {
    this.#core = core;
    this.#live = live;
    this.#event = options.event;
    live.join(this);
    this.#extend(options.expires);
  }

  get closed(): boolean {
    return this.#closed;
  }

  /** Sends a NOTIFY. A terminating one, or one that the peer does not know what to do with, is the last. */
  async send(notification: Notification): Promise<FinalOutcome> {
    if (this.#closed) return notSent('the subscription has ended');
    const left = Math.ceil((this.#until - performance.now()) / 1000);
    const ends = notification.state === 'terminated' || left <= 0;
    this.#last = notification;
    const exchange = this.#live.send('NOTIFY', {
      headers: [
        ['Event', this.#event],
        [
          'Subscription-State',
          ends ? termination(notification) : formatSubscriptionState({ state: 'active', expires: left }),
        ],
        ...(notification.headers ?? []),
        ...(notification.contentType === undefined ? [] : [['Content-Type', notification.contentType] as const]),
      ],
      body: notification.body === undefined ? undefined : encodeText(notification.body),
    });
    if (ends) this.close();
    const outcome = await exchange.final;
    // RFC 6665 4.2.2: a subscriber that is gone, or does not answer, has unsubscribed.
    if (outcome.kind !== 'response' || outcome.response.status === 481) this.close();
    return outcome;
  }

  /** A SUBSCRIBE in the dialog: more time, or with Expires 0 the end (RFC 6665 4.2.1.1). */
  take(incoming: IncomingRequest): boolean {
    const { request } = incoming;
    if (request.method !== 'SUBSCRIBE' || !sameEvent(header(request, 'Event') ?? '', this.#event)) return false;
    const expires = expiresOf(header(request, 'Expires')) ?? defaultExpires;
    this.#live.refresh(request);
    this.#extend(expires);
    reply(incoming, 200, {
      headers: [
        ['Expires', String(expires)],
        ['Contact', this.#live.contact],
      ],
    });
    if (this.onRefresh !== undefined) this.onRefresh(expires);
    else this.#repeat();
    return true;
  }

  #extend(expires: number): void {
    this.#until = performance.now() + 1000 * expires;
    this.#stop();
    if (expires > 0) this.#stop = this.#core.timers.after(1000 * expires, () => this.#expire());
  }

  #expire(): void {
    void this.send({ ...this.#last, state: 'terminated', reason: 'timeout' });
  }

  /** Repeats the last state, which ends the subscription when no time is left. */
  #repeat(): void {
    void this.send({ ...this.#last, reason: 'timeout' });
  }

  /** Ends the subscription without a word. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#stop();
    this.#live.leave(this);
  }
}

/** Seconds, when the subscriber does not say. */
export const defaultExpires = 3600;

export function expiresOf(value: string | undefined): number | undefined {
  return value !== undefined && /^\d{1,10}$/.test(value) ? Math.min(Number(value), 2 ** 32 - 1) : undefined;
}

function termination({ state, reason }: Notification): string {
  // One that was meant to go on has run out of time.
  return formatSubscriptionState({
    state: 'terminated',
    reason: reason ?? (state === 'active' ? 'timeout' : 'noresource'),
  });
}

/** Package and id, the two parts that name a subscription in its dialog (RFC 6665 4.5.1). */
function sameEvent(a: string, b: string): boolean {
  return eventName(a) === eventName(b);
}

function eventName(value: string): string {
  const [name = '', ...params] = value.split(';').map((part) => part.trim());
  return `${name.toLowerCase()};${params.find((param) => param.toLowerCase().startsWith('id=')) ?? ''}`;
}
