/** Which NAPTR record of a domain tells where its SIP servers are (RFC 3263 4.1). Pure. */
import type { SipTransport } from '../candidate/candidate.ts';
import type { NaptrData } from './dns-record.ts';

/** Services by the transport that they are for, in the spelling of RFC 3263; SIPS is SIP over TLS. */
const SERVICES: Readonly<Record<SipTransport, string>> = { udp: 'SIP+D2U', tcp: 'SIP+D2T', tls: 'SIPS+D2T' };

/**
 * Of the records for this transport that lead to SRV records the one with the lowest order, of equals that with the lowest
 * preference (RFC 3403 4.1). A record with a regular expression, or without a replacement, leads to none and is passed over.
 */
export function naptrChoice<Record extends NaptrData>(
  records: readonly Record[],
  transport: SipTransport,
): Record | undefined {
  const [first] = records
    .filter(
      ({ flags, service, regexp, replacement }) =>
        flags.toLowerCase() === 's' &&
        service.toUpperCase() === SERVICES[transport] &&
        regexp === '' &&
        replacement !== '',
    )
    .toSorted((one, other) => one.order - other.order || one.preference - other.preference);
  return first;
}
