import { describedIn } from '../../sip/described.ts';
import type { SipMessage } from '../../sip/message/message.ts';
import { audioOf } from '../../sip/sdp.ts';

/** True where the side that sends a description puts its peer on hold (RFC 3264 8.4). */
export function offersHold(message: SipMessage): boolean {
  const described = describedIn(message);
  const direction = described.kind === 'sdp' ? audioOf(described.sdp)?.direction : undefined;
  return direction === 'sendonly' || direction === 'inactive';
}
