/**
 * The subscriptions of a SIPp phone (RFC 6665): one look, or one that goes on. Of the latter the first look subscribes, and each later
 * one refreshes in its dialog and so has the state told again (section 4.2.1.2).
 */
import { bodyOf } from '../../sip/body.ts';
import { eventOf } from '../../sip/fields/event-package.ts';
import { parseSubscriptionState } from '../../sip/fields/subscription-state.ts';
import { header } from '../../sip/message/headers.ts';
import { EMPTY_BODY, type SipRequest } from '../../sip/message/message.ts';
import { decodeText } from '../../sip/message/octets.ts';
import { DIALOG_INFO } from '../../sip/dialog-info.ts';
import type { SipAddress } from '../../candidate/sip-address.ts';
import { Deadline } from '../deadline.ts';
import type { Phone, PollResult, Reply, Watched } from '../phone.ts';
import { isSuccess, replyOf } from '../reply-of.ts';
import { unsendable } from '../unsendable.ts';
import { watchedKey } from '../watched-key.ts';
import type { SippCall } from './sipp-call.ts';
import type { SippCore } from './sipp-core.ts';
import type { Seen } from './wire.ts';

/** What is asked for a subscription that is held, in s: longer than a cell lasts, so that the pool decides. */
const HELD_S = 3_600;
/** A subscription is refreshed when this part of the granted time is over. */
const PART = 0.5;
const MS_PER_S = 1_000;
/** How long the answer to such a refresh is waited for, in ms: timer F of RFC 3261. */
const PATIENCE = 32_000;

type Poll = Parameters<Phone['poll']>[0];

interface Resource {
  readonly uri: string;
  readonly next: SipAddress;
  readonly event: string;
  readonly accept: string;
}

export class SippSubscriptions {
  readonly #core: SippCore;
  readonly #held = new Map<string, Subscription>();

  constructor(core: SippCore) {
    this.#core = core;
  }

  async poll(options: Poll): Promise<PollResult> {
    const { callId, uri, next, event, accept = DIALOG_INFO, held = false, within } = options;
    const bad = unsendable(uri);
    if (bad !== undefined) return bad;
    const deadline = new Deadline(within);
    const key = watchedKey(options);
    const standing = held ? this.#held.get(key) : undefined;
    const told = await standing?.ask('resubscribe', HELD_S, deadline);
    if (told !== undefined && (told.kind === 'notified' || told.kind === 'no-notify')) return told;
    await standing?.forget();
    this.#held.delete(key);
    // A pool that has forgotten the subscription is asked for another one (RFC 6665 section 4.1.2.2); one that is silent is not.
    if (told !== undefined && told.kind !== 'answered') return told;
    const subscription = new Subscription(this.#core, this.#core.call(callId), { uri, next, event, accept });
    const first = await subscription.ask('subscribe', held ? HELD_S : 0, deadline);
    if (held && first.kind === 'notified') this.#held.set(key, subscription);
    else await subscription.forget();
    return first;
  }

  heldCallId(resource: Watched): string | undefined {
    return this.#held.get(watchedKey(resource))?.call.id;
  }

  async turned(wanted: (uri: string, body: string) => boolean, within: number): Promise<string | undefined> {
    const all = [...this.#held.values()].map((subscription) => subscription.turned(wanted, within));
    return Promise.any(all).catch(() => undefined);
  }

  /** Ends all subscriptions; a pool that is gone keeps nobody waiting. */
  async close(within: number): Promise<void> {
    await Promise.allSettled([...this.#held.values()].map((subscription) => subscription.end(within)));
    this.#held.clear();
  }
}

class Subscription {
  readonly call: SippCall;
  readonly #core: SippCore;
  readonly #resource: Resource;
  #timer: NodeJS.Timeout | undefined;

  constructor(core: SippCore, call: SippCall, resource: Resource) {
    this.#core = core;
    this.call = call;
    this.#resource = resource;
  }

  /** A SUBSCRIBE, and the NOTIFY that tells the state: an empty one only if no other follows. */
  async ask(verb: 'subscribe' | 'resubscribe', seconds: number, deadline: Deadline): Promise<PollResult> {
    const { mark } = this.call;
    const reply = await this.#subscribe(verb, seconds, deadline.left);
    if (!isSuccess(reply)) return reply;
    const notify =
      (await this.call.wait((seen) => this.#told(seen), deadline.left, mark)) ??
      (await this.call.wait((seen) => this.#notified(seen), 0, mark));
    if (notify === undefined) return { kind: 'no-notify', status: reply.status };
    await this.call.noticed(notify);
    const body = decodeText(bodyOf(notify, this.#resource.accept) ?? EMPTY_BODY);
    return { kind: 'notified', contentType: header(notify, 'Content-Type'), body };
  }

  /** Its address, once a NOTIFY tells a state that is wanted; rejects when none does in time. */
  async turned(wanted: (uri: string, body: string) => boolean, within: number): Promise<string> {
    const { uri, accept } = this.#resource;
    const isWanted = (seen: Seen): SipRequest | undefined => {
      const notify = this.#notified(seen);
      const body = notify && bodyOf(notify, accept);
      return body !== undefined && wanted(uri, decodeText(body)) ? notify : undefined;
    };
    const told = await this.call.wait(isWanted, within, this.call.mark);
    return told === undefined ? Promise.reject(new Error('not told')) : uri;
  }

  async end(within: number): Promise<void> {
    await this.#subscribe('resubscribe', 0, within);
    await this.forget();
  }

  async forget(): Promise<void> {
    clearTimeout(this.#timer);
    await this.call.forget();
  }

  /** Refreshes in time what the answer grants. */
  async #subscribe(verb: 'subscribe' | 'resubscribe', seconds: number, within: number): Promise<Reply> {
    const { uri, next, event, accept } = this.#resource;
    clearTimeout(this.#timer);
    const opening = verb === 'subscribe' ? { Uri: uri, Remote: `<${uri}>` } : {};
    const fields = { ...opening, Event: event, Accept: accept, State: String(seconds) };
    const outcome = await this.#core.open(this.call, verb, { fields, next }, within);
    const granted = outcome.kind === 'response' ? Number(header(outcome.response, 'Expires')) : Number.NaN;
    if (seconds > 0 && granted > 0) this.#timer = setTimeout(() => this.#keep(), granted * MS_PER_S * PART).unref();
    return replyOf(outcome);
  }

  #keep(): void {
    // A phone that is being closed gives no more commands to its SIPp.
    if (!this.#core.closing) void this.#subscribe('resubscribe', HELD_S, PATIENCE).catch(() => undefined);
  }

  /** An empty NOTIFY may be followed by one that tells something, unless it ends the subscription (RFC 6665 4.2.1.2). */
  #told(seen: Seen): SipRequest | undefined {
    const notify = this.#notified(seen);
    if (notify === undefined || notify.body.length > 0) return notify;
    const state = parseSubscriptionState(header(notify, 'Subscription-State') ?? '');
    return state?.state === 'terminated' ? notify : undefined;
  }

  /** One of this package, whose body is of the type that was asked for. */
  #notified({ direction, message }: Seen): SipRequest | undefined {
    if (direction !== 'in' || message.kind !== 'request' || message.method !== 'NOTIFY') return undefined;
    const { event, accept } = this.#resource;
    return eventOf(message).name === event && bodyOf(message, accept) !== undefined ? message : undefined;
  }
}
