/** Which addresses are the phones' own: everything else that speaks with them is the candidate. */
import type { HistoryEvent } from '../../history/event.ts';
import { placeOf } from '../../history/place.ts';
import { parseUri } from '../../sip/uri.ts';
import { placeText } from '../../numeric-host.ts';

/** Addresses of the phones, `127.0.0.1:40001`. */
export type PhoneAddresses = ReadonlySet<string>;

export function phonesIn(events: readonly HistoryEvent[]): PhoneAddresses {
  return new Set(events.flatMap((event) => (event.kind === 'sip' ? [placeOf(event.local)] : [])));
}

/** @param address  as it stands in `local` or `remote`: `udp:127.0.0.1:5060` */
export function isPhone(phones: PhoneAddresses, address: string): boolean {
  return phones.has(placeOf(address));
}

/** Requests to that URI do not go to a phone. False where there is no URI to send to. */
export function leadsToCandidate(phones: PhoneAddresses, target: string | undefined): boolean {
  const uri = target === undefined ? undefined : parseUri(target);
  return uri !== undefined && !phones.has(placeText(uri.host, uri.port ?? 5060));
}
