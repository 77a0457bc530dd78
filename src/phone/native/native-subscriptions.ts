/** The subscriptions of a native phone (RFC 6665): one look, or one that goes on. */
import { bodyOf } from '../../sip/body.ts';
import { DIALOG_INFO } from '../../sip/dialog-info.ts';
import { header } from '../../sip/message/headers.ts';
import { EMPTY_BODY } from '../../sip/message/message.ts';
import { decodeText } from '../../sip/message/octets.ts';
import type { OutgoingSubscription } from '../../sip/ua/outgoing-subscription.ts';
import type { UserAgent } from '../../sip/ua/user-agent.ts';
import { Deadline } from '../deadline.ts';
import { settledWithin } from '../../settled-within.ts';
import type { Phone, PollResult, Watched } from '../phone.ts';
import { isSuccess, replyOf } from '../reply-of.ts';
import { unsendable } from '../unsendable.ts';
import { watchedKey } from '../watched-key.ts';
import { HELD_S, HeldStates } from './held-states.ts';

export class NativeSubscriptions {
  readonly #agent: UserAgent;
  readonly #held = new HeldStates();

  constructor(agent: UserAgent) {
    this.#agent = agent;
  }

  /** @param route  that the first SUBSCRIBE takes */
  async poll(options: Parameters<Phone['poll']>[0], route: readonly string[]): Promise<PollResult> {
    const { callId, uri, next, event, accept = DIALOG_INFO, held = false, within } = options;
    const bad = unsendable(uri);
    if (bad !== undefined) return bad;
    const deadline = new Deadline(within);
    const subscribe = (expires: number): OutgoingSubscription =>
      this.#agent.subscribe({ callId, uri, next, route, event, expires, accept });
    if (held) return this.#held.ask(watchedKey(options), { uri, accept }, deadline, () => subscribe(HELD_S));
    const subscription = subscribe(0);
    const reply = replyOf(await settledWithin(subscription.accepted, deadline.left));
    if (isSuccess(reply)) await settledWithin(subscription.told, deadline.left);
    // What was told by now has to do.
    subscription.abandon();
    if (!isSuccess(reply)) return reply;
    const notify = await subscription.told;
    if (notify === undefined) return { kind: 'no-notify', status: reply.status };
    return {
      kind: 'notified',
      contentType: header(notify, 'Content-Type'),
      body: decodeText(bodyOf(notify, accept) ?? EMPTY_BODY),
    };
  }

  heldCallId(resource: Watched): string | undefined {
    return this.#held.callId(watchedKey(resource));
  }

  turned(wanted: (uri: string, body: string) => boolean, within: number): Promise<string | undefined> {
    return this.#held.turned(wanted, within);
  }

  close(within: number): Promise<void> {
    return this.#held.close(within);
  }
}
