/** Session timers (RFC 4028) as the wire shows them: what was agreed on, and whether a phone ended a call because of it. */
import { lifeOf, sessionExpiresOf } from '../../sip/fields/session-expires.ts';
import { headerValues } from '../../sip/message/headers.ts';
import type { SipRequest, SipResponse } from '../../sip/message/message.ts';
import type { Seen } from './seen-messages.ts';

export interface SessionInterval {
  readonly seconds: number;
  /** The side that refreshes the session, seen from the phone. */
  readonly refresher: 'here' | 'there';
  /** The 2xx that agreed on it last. */
  readonly agreed: Seen<SipResponse>;
}

/** Timers of one process run early by this much at most, in ms. */
const EARLY = 10;

/** Undefined where a 2xx to INVITE or UPDATE agrees on no interval. Without a refresher it is whom the request came from. */
export function intervalIn(agreed: Seen<SipResponse>): SessionInterval | undefined {
  const given = sessionExpiresOf(agreed.message);
  if (given === undefined) return undefined;
  const refreshes = agreed.direction === 'in' ? 'uac' : 'uas';
  const refresher = (given.refresher ?? 'uac') === refreshes ? 'here' : 'there';
  return { seconds: given.seconds, refresher, agreed };
}

/** The BYE of a phone says that the session was not refreshed, and by the times of the messages it was not. */
export function hasExpired({ seconds, agreed }: SessionInterval, bye: Seen<SipRequest>): boolean {
  const saysSo = headerValues(bye.message, 'Reason').some((reason) => /^sip\b.*;\s*cause\s*=\s*408\b/i.test(reason));
  return saysSo && bye.t - agreed.t >= lifeOf(seconds) - EARLY;
}
