/** Where a pool listens, as a candidate file writes it: `udp:5060`, `tcp:auto`, `udp:10.0.0.1:5070`, `udp:park.example`. Pure. */
import { isIPv4 } from 'node:net';
import type { SipTransport } from './candidate.ts';

export interface PoolAddress {
  readonly transport: SipTransport;
  /** A numeric address or a DNS name; undefined where the runtime chooses it. */
  readonly host: string | undefined;
  readonly port: number | 'auto';
}

/** The port where none is written beside a host (RFC 3261 19.1.2). */
const DEFAULT_PORTS: Readonly<Record<SipTransport, number>> = { udp: 5060, tcp: 5060, tls: 5061 };
const MOST_PORT = 65_535;

/** For editors; `parsePoolAddress` is stricter. */
export const POOL_ADDRESS =
  /^(udp|tcp|tls):(?:(auto|\d{1,5})|([A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?)(?::(\d{1,5}))?)$/;

/** Undefined for anything else. */
export function parsePoolAddress(text: string): PoolAddress | undefined {
  const [, transport, alone, host, beside] = POOL_ADDRESS.exec(text) ?? [];
  if (transport !== 'udp' && transport !== 'tcp' && transport !== 'tls') return undefined;
  if (alone === 'auto') return { transport, host: undefined, port: 'auto' };
  const port = Number(alone ?? beside ?? DEFAULT_PORTS[transport]);
  if (port < 1 || port > MOST_PORT || (host !== undefined && !isHost(host))) return undefined;
  return { transport, host, port };
}

/** What looks like a numeric address is one; the last label of a name has a letter (RFC 1123 2.1). */
function isHost(host: string): boolean {
  if (/^[\d.]+$/.test(host)) return isIPv4(host);
  return host.length <= 253 && host.split('.').every((label) => LABEL.test(label));
}

const LABEL = /^[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?$/;
