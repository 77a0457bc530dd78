import { parseNameAddr } from '../sip/fields/name-addr.ts';
import { parseReplaces } from '../sip/fields/replaces.ts';
import { header } from '../sip/message/headers.ts';
import { type Address } from '../sip/endpoint.ts';
import { addressOf } from '../sip/route.ts';
import type { IncomingRefer } from '../sip/ua/user-agent.ts';
import { formatUri, parseUri } from '../sip/uri.ts';

/** A parker's REFER, as far as the park service needs it (RFC 5359 2.15, F5). */
export interface ParkRequest {
  /** The parkee's contact, and where that is. */
  readonly parkee: string;
  readonly next: Address;
  /** Value of the Replaces that names the call to take over. */
  readonly replaces: string;
  /** Tells this call from others, however the Replaces is written. */
  readonly call: string;
  /** Copied into the INVITE to the parkee (RFC 3892 3). */
  readonly referredBy: string | undefined;
  /** User part of the parker, which is rung back. */
  readonly parker: string | undefined;
}

/** Undefined when the Refer-To names no dialog, or no address, that a call could be taken over at. */
export function readParkRequest({ request, referTo, referredBy }: IncomingRefer): ParkRequest | undefined {
  const { uri, replaces } = referTo;
  const dialog = replaces === undefined ? undefined : parseReplaces(replaces);
  const next = addressOf(uri);
  if (replaces === undefined || dialog === undefined || next === undefined) return undefined;
  return {
    parkee: formatUri({ ...uri, headers: [] }),
    next,
    replaces,
    call: [dialog.callId, dialog.toTag, dialog.fromTag].join('\n'),
    referredBy,
    parker: userOf(referredBy ?? header(request, 'From')),
  };
}

/** User part of an address in a header field. */
export function userOf(value = ''): string | undefined {
  const address = parseNameAddr(value);
  return address && parseUri(address.uri)?.user;
}
