import { headerValues } from '../message/headers.ts';
import type { SipMessage } from '../message/message.ts';
import { parseUri } from '../uri.ts';
import { type NameAddr, parseNameAddr } from './name-addr.ts';

/** The URI of the first Contact, without brackets. */
export function contactUri(message: SipMessage): string | undefined {
  const [first] = headerValues(message, 'Contact');
  return first === undefined ? undefined : parseNameAddr(first)?.uri;
}

/** The SIP URIs of all Contacts of a redirect, without brackets: the highest q first, of equals the topmost (RFC 3261 8.1.3.4). */
export function redirectUris(response: SipMessage): readonly string[] {
  return headerValues(response, 'Contact')
    .map(parseNameAddr)
    .filter((each) => each !== undefined)
    .filter(({ uri }) => parseUri(uri) !== undefined)
    .toSorted((a, b) => preferenceOf(b) - preferenceOf(a))
    .map(({ uri }) => uri);
}

/** The q of a Contact, 0 to 1. One that has none, or none that can be read, is as good as any (RFC 3261 10.2.1.2). */
function preferenceOf({ params }: NameAddr): number {
  const q = params.get('q') ?? '';
  return /^(0(\.\d{0,3})?|1(\.0{0,3})?)$/.test(q) ? Number(q) : 1;
}
