/**
 * Subscriptions that go on (RFC 6665): the first look at a resource subscribes, each later one refreshes and so has the state told again
 * (section 4.2.1.2), and every change is told meanwhile.
 */
import { bodyOf } from '../../sip/body.ts';
import type { FinalOutcome } from '../../sip/endpoint.ts';
import { header } from '../../sip/message/headers.ts';
import type { SipRequest } from '../../sip/message/message.ts';
import { decodeText } from '../../sip/message/octets.ts';
import { Deferred } from '../../deferred.ts';
import type { OutgoingSubscription } from '../../sip/ua/outgoing-subscription.ts';
import { Deadline } from '../deadline.ts';
import { settledWithin } from '../../settled-within.ts';
import type { PollResult } from '../phone.ts';
import { isSuccess, replyOf } from '../reply-of.ts';

/** What is asked for, in s: longer than a cell lasts, so that the pool decides. */
export const HELD_S = 3_600;
/** A subscription is refreshed when this part of the granted time is over. */
const PART = 0.5;
const MS_PER_S = 1_000;
/** How long the answer to such a refresh is waited for, in ms: timer F of RFC 3261. */
const PATIENCE = 32_000;

/** A resource, and the media type in which its state is told. */
export interface HeldResource {
  readonly uri: string;
  readonly accept: string;
}

type Listener = (uri: string, body: string) => void;

export class HeldStates {
  readonly #held = new Map<string, HeldState>();
  readonly #listeners = new Set<Listener>();

  /** The Call-ID of the subscription that is held to a resource at a pool. */
  callId(key: string): string | undefined {
    return this.#held.get(key)?.callId;
  }

  /** The state as it is now: of the subscription that is held, else of a new one, which is held from then on. */
  async ask(
    key: string,
    resource: HeldResource,
    deadline: Deadline,
    subscribe: () => OutgoingSubscription,
  ): Promise<PollResult> {
    const standing = this.#held.get(key);
    const told = await standing?.refresh(deadline);
    if (told !== undefined && (told.kind === 'notified' || told.kind === 'no-notify')) return told;
    standing?.abandon();
    this.#held.delete(key);
    // A pool that has forgotten the subscription is asked for another one (RFC 6665 section 4.1.2.2); one that is silent is not.
    if (told !== undefined && told.kind !== 'answered') return told;
    const state = new HeldState(subscribe(), resource, (uri, body) => {
      for (const listener of this.#listeners) listener(uri, body);
    });
    const first = await state.begin(deadline);
    if (first.kind === 'notified') this.#held.set(key, state);
    else state.abandon();
    return first;
  }

  /** The first resource whose state is told from now on as it is wanted. */
  async turned(wanted: (uri: string, body: string) => boolean, within: number): Promise<string | undefined> {
    const seen = new Deferred<string>();
    const listener: Listener = (uri, body) => {
      if (wanted(uri, body)) seen.settle(uri);
    };
    this.#listeners.add(listener);
    const uri = await settledWithin(seen.promise, within);
    this.#listeners.delete(listener);
    return uri;
  }

  /** Ends all subscriptions; a pool that is gone keeps nobody waiting. */
  async close(within: number): Promise<void> {
    const ends = [...this.#held.values()].map((state) => state.end(within));
    this.#held.clear();
    await Promise.all(ends);
  }
}

class HeldState {
  readonly callId: string;
  readonly #subscription: OutgoingSubscription;
  readonly #resource: HeldResource;
  #timer: NodeJS.Timeout | undefined;
  /** Waits for the next NOTIFY. */
  #next: ((notify: SipRequest) => void) | undefined;

  constructor(subscription: OutgoingSubscription, resource: HeldResource, onTold: Listener) {
    this.#subscription = subscription;
    this.#resource = resource;
    this.callId = subscription.callId;
    subscription.onNotify = (notify) => {
      this.#next?.(notify);
      onTold(resource.uri, this.#bodyOf(notify));
    };
  }

  async begin(deadline: Deadline): Promise<PollResult> {
    const reply = replyOf(await this.#granted(this.#subscription.accepted, deadline));
    if (!isSuccess(reply)) return reply;
    return this.#notified(await settledWithin(this.#subscription.told, deadline.left), reply.status);
  }

  async refresh(deadline: Deadline): Promise<PollResult> {
    const told = new Promise<SipRequest>((resolve) => {
      this.#next = resolve;
    });
    const reply = replyOf(await this.#granted(this.#subscription.refresh(HELD_S), deadline));
    if (!isSuccess(reply)) return reply;
    return this.#notified(await settledWithin(told, deadline.left), reply.status);
  }

  async end(within: number): Promise<void> {
    clearTimeout(this.#timer);
    await settledWithin(this.#subscription.refresh(0), within);
    this.abandon();
  }

  abandon(): void {
    clearTimeout(this.#timer);
    this.#subscription.abandon();
  }

  /** Refreshes in time what the answer grants. */
  async #granted(asked: Promise<FinalOutcome>, deadline: Deadline): Promise<FinalOutcome | undefined> {
    const outcome = await settledWithin(asked, deadline.left);
    clearTimeout(this.#timer);
    const granted = outcome?.kind === 'response' ? Number(header(outcome.response, 'Expires')) : Number.NaN;
    if (granted > 0) this.#timer = setTimeout(() => this.#keep(), granted * MS_PER_S * PART).unref();
    return outcome;
  }

  #keep(): void {
    void this.#granted(this.#subscription.refresh(HELD_S), new Deadline(PATIENCE));
  }

  #notified(notify: SipRequest | undefined, status: number): PollResult {
    if (notify === undefined) return { kind: 'no-notify', status };
    return { kind: 'notified', contentType: header(notify, 'Content-Type'), body: this.#bodyOf(notify) };
  }

  #bodyOf(notify: SipRequest): string {
    const body = bodyOf(notify, this.#resource.accept);
    return body === undefined ? '' : decodeText(body);
  }
}
