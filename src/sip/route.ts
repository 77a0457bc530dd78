/** Where a request is sent: RFC 3261 8.1.2, without DNS (RFC 3263), as every address here is numeric. */
import { parseNameAddr } from './fields/name-addr.ts';
import { header } from './message/headers.ts';
import type { SipRequest } from './message/message.ts';
import type { Address, TransportName } from './transport/transport.ts';
import { parseUri, type SipUri } from './uri.ts';
import { familyOf, numericHost } from '../numeric-host.ts';

/**
 * The topmost Route if it is a loose router, else the Request-URI, which a strict router has been written into
 * (RFC 3261 12.2.1.1). A host that is a name, or of the other family than `fallback`, leads to `fallback`.
 *
 * @throws Error when there is a name and no fallback.
 */
export function nextHop(request: SipRequest, fallback?: Address): Address {
  const hop = addressOr(looseRoute(request) ?? parseUri(request.uri), fallback);
  if (hop === undefined) throw new Error(`${request.method} ${request.uri} leads to no numeric address`);
  return hop;
}

function looseRoute(request: SipRequest): SipUri | undefined {
  const top = parseNameAddr(header(request, 'Route') ?? '');
  const uri = top === undefined ? undefined : parseUri(top.uri);
  return uri?.params.has('lr') === true ? uri : undefined;
}

/** The address that a URI names, where no look-up is needed; UDP and the port of its transport when it does not say (19.1.2). */
export function addressOf(uri: SipUri | undefined): Address | undefined {
  if (uri === undefined) return undefined;
  const host = numericHost(uri.params.get('maddr') ?? uri.host);
  const transport = transportOf(uri);
  if (host === undefined || transport === undefined) return undefined;
  return { transport, host, port: uri.port ?? (transport === 'tls' ? 5061 : 5060) };
}

/**
 * The address that a URI names, or `fallback` where it names none that a socket can reach which reaches `fallback`: a host
 * by its name, or an address of the other family.
 */
export function addressOr<F extends Address | undefined>(uri: SipUri | undefined, fallback: F): Address | F {
  const named = addressOf(uri);
  if (named === undefined) return fallback;
  return fallback === undefined || familyOf(named.host) === familyOf(fallback.host) ? named : fallback;
}

/** A SIPS URI is for TLS over whatever carries connections (26.2.2); UDP carries none. */
function transportOf({ scheme, params }: SipUri): TransportName | undefined {
  const named = params.get('transport')?.toLowerCase() ?? (scheme === 'sips' ? 'tls' : 'udp');
  if (scheme === 'sips') return named === 'tcp' || named === 'tls' ? 'tls' : undefined;
  return named === 'udp' || named === 'tcp' || named === 'tls' ? named : undefined;
}
