import type { SipMessage } from '../../sip/message/message.ts';
import type { SipAddress } from '../../candidate/sip-address.ts';
import type { Turns } from './turns.ts';

/** A message of a phone, as it passed by; it stands in the history already. */
export interface Seen {
  readonly direction: 'in' | 'out';
  readonly message: SipMessage;
  /** The other side. */
  readonly peer: SipAddress;
  /** It was to go outside of the reach of the phone, and did not leave. */
  readonly kept?: true;
}

/**
 * Where the messages of a SIPp phone are seen, and the way that they take. What SIPp says of itself is never evidence:
 * only what passes here is.
 */
export interface Wire {
  /** Where others reach the phone. */
  readonly address: SipAddress;
  /** Where the next requests of a call go. */
  towards(callId: string, next: SipAddress): void;
  /** Who may speak to SIPp about a call. */
  readonly turns: Turns;
  /** Hears every message that could be read, after it has been recorded, and those that were kept. */
  onSeen: (seen: Seen) => void;
  close(): Promise<void>;
}
