import { headerValues } from '../message/headers.ts';
import type { SipMessage } from '../message/message.ts';
import { parseNameAddr } from './name-addr.ts';

/** The URI of the first Contact, without brackets. */
export function contactUri(message: SipMessage): string | undefined {
  const [first] = headerValues(message, 'Contact');
  return first === undefined ? undefined : parseNameAddr(first)?.uri;
}
