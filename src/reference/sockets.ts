/** How a pool opens its sockets for SIP. */
import { readFileSync } from 'node:fs';
import type { EndpointOptions } from '../sip/endpoint.ts';
import type { Settings, TlsFiles } from './settings.ts';

/** RFC 3261 18: UDP and TCP, whichever the users are told of; and TLS alone, since nothing may pass beside it in the clear. */
export function socketsOf({ sip, tls }: Pick<Settings, 'sip' | 'tls'>): Pick<EndpointOptions, 'transports' | 'tls'> {
  return sip.transport === 'tls'
    ? { transports: ['tls'], tls: tls && settingsFrom(tls) }
    : { transports: ['udp', 'tcp'] };
}

/** Phones make their certificates themselves, so that nobody can vouch for them. */
function settingsFrom({ certificate, key }: TlsFiles): EndpointOptions['tls'] {
  return {
    own: { certificate: readFileSync(certificate, 'utf8'), key: readFileSync(key, 'utf8') },
    distrusts: () => undefined,
  };
}
