/** What phones know of a pair that they find by DNS: `sip:pbx.example`, `sip:pbx.example;transport=tcp`, `sip:pbx.example:5070`. Pure. */
import { numericHost } from '../numeric-host.ts';
import type { SipTransport } from './candidate.ts';

export interface LocateUri {
  readonly host: string;
  readonly port: number | undefined;
  /** Undefined where none is written, and NAPTR records tell it (RFC 3263 4.1). */
  readonly transport: SipTransport | undefined;
}

const MOST_PORT = 65_535;

/** For editors; `parseLocate` is stricter. */
export const LOCATE =
  /^(sips?):([A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?)(?::(\d{1,5}))?(?:;transport=(udp|tcp|tls))?$/i;

/** Undefined for anything else, and for a numeric address, for which nobody asks DNS. A SIPS URI is for TLS alone (RFC 3261 26.2.2). */
export function parseLocate(text: string): LocateUri | undefined {
  const [, scheme = '', host = '', port, named] = LOCATE.exec(text) ?? [];
  if (host === '' || numericHost(host) !== undefined || /^[\d.]+$/.test(host) || !isName(host)) return undefined;
  if (port !== undefined && (Number(port) < 1 || Number(port) > MOST_PORT)) return undefined;
  const isSips = scheme.toLowerCase() === 'sips';
  const transport = transportOf(named?.toLowerCase());
  if (isSips && transport === 'udp') return undefined;
  return { host, port: port === undefined ? undefined : Number(port), transport: isSips ? 'tls' : transport };
}

function transportOf(named: string | undefined): SipTransport | undefined {
  return named === 'udp' || named === 'tcp' || named === 'tls' ? named : undefined;
}

/** DNS can be asked for it (RFC 1035 2.3.4). */
function isName(host: string): boolean {
  return host.length <= 253 && host.split('.').every(({ length }) => length > 0 && length <= 63);
}
