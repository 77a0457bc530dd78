/** A NOTIFY of a refer subscription (RFC 3515 2.4.4), in the one reading that phones and judge have. */
import { bodyOf } from './body.ts';
import { eventOf } from './fields/event-package.ts';
import { parseSubscriptionState, type SubscriptionState } from './fields/subscription-state.ts';
import { header } from './message/headers.ts';
import type { SipRequest } from './message/message.ts';
import { parseSipfrag, type Sipfrag } from './sipfrag.ts';

export interface ReferNotify {
  readonly state: SubscriptionState;
  /** CSeq number of the REFER, where the peer names it (2.4.6). */
  readonly id: string | undefined;
  /** Undefined when the body is none. */
  readonly sipfrag: Sipfrag | undefined;
}

/** Undefined for a NOTIFY of another package, one whose state cannot be read, and one with a body of another type. */
export function readReferNotify(notify: SipRequest): ReferNotify | undefined {
  const { name, id } = eventOf(notify);
  const state = parseSubscriptionState(header(notify, 'Subscription-State') ?? '');
  const body = bodyOf(notify, 'message/sipfrag');
  if (name !== 'refer' || state === undefined || body === undefined) return undefined;
  return { state, id, sipfrag: parseSipfrag(body) };
}
