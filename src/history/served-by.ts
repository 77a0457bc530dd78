/**
 * Which pool has written a message that came by way of an edge: what the message says tells it, never the address that it
 * came from. Pure.
 */
import type { Candidate, KnownBy } from '../candidate/candidate.ts';
import { parseNameAddr } from '../sip/fields/name-addr.ts';
import { parseVia } from '../sip/fields/via.ts';
import { headerValues } from '../sip/message/headers.ts';
import type { SipMessage } from '../sip/message/message.ts';
import { parseUri } from '../sip/uri.ts';
import { POOLS, type PoolName } from '../suite/cell.ts';
import { placeText } from '../numeric-host.ts';

export type ServedBy = (message: SipMessage) => PoolName | undefined;

/** Fields in which a server leaves its own address (RFC 3261 20.10, 20.30, RFC 3608). */
const OWN_FIELDS = ['Contact', 'Record-Route', 'Service-Route'] as const;

/**
 * A pool is known by the header of its `known-by`, and where that names none by its own address in Via, Contact, Record-Route or
 * Service-Route. A message that names both pools, or neither, tells nothing.
 *
 * @param places  host and port of each pool
 */
export function servedBy({ pools }: Pick<Candidate, 'pools'>, places: Readonly<Record<PoolName, string>>): ServedBy {
  return (message) => {
    const written = POOLS.filter((name) => isWritten(message, pools[name].knownBy));
    const [pool, ...others] = written.length > 0 ? written : POOLS.filter((name) => namesPlace(message, places[name]));
    return others.length === 0 ? pool : undefined;
  };
}

function isWritten(message: SipMessage, knownBy: KnownBy | undefined): boolean {
  return knownBy !== undefined && headerValues(message, knownBy.header).join(', ').includes(knownBy.contains);
}

function namesPlace(message: SipMessage, place: string): boolean {
  // The Contact of a redirect is somebody else's.
  const redirects = message.kind === 'response' && message.status >= 300 && message.status < 400;
  const fields = redirects ? OWN_FIELDS.slice(1) : OWN_FIELDS;
  const uris = fields.flatMap((name) => headerValues(message, name)).map((value) => parseNameAddr(value)?.uri);
  return uris.some((uri) => placeOfUri(uri) === place) || viaPlaces(message).includes(place);
}

function placeOfUri(text = ''): string | undefined {
  const uri = parseUri(text);
  return uri && placeText(uri.host, uri.port ?? 5060);
}

function viaPlaces(message: SipMessage): readonly string[] {
  return headerValues(message, 'Via').flatMap((value) => {
    const via = parseVia(value);
    return via === undefined ? [] : [placeText(via.host, via.port ?? 5060)];
  });
}
