/** Where a pool listens, as a candidate file writes it: `udp:5060`, `tcp:auto`, `udp:10.0.0.1:5070`, `udp:[2001:db8::1]`, `udp:park.example`. Pure. */
import { isIPv4 } from 'node:net';
import { numericHost } from '../numeric-host.ts';
import type { SipTransport } from './candidate.ts';

export interface PoolAddress {
  readonly transport: SipTransport;
  /** A numeric address without brackets, or a DNS name; undefined where the runtime chooses it. */
  readonly host: string | undefined;
  readonly port: number | 'auto';
  /** The host is a name, and no port is written: then SRV records tell the port (RFC 3263 4.2). */
  readonly bySrv?: true;
}

/** The port where none is written beside a host (RFC 3261 19.1.2). */
const DEFAULT_PORTS: Readonly<Record<SipTransport, number>> = { udp: 5060, tcp: 5060, tls: 5061 };
const MOST_PORT = 65_535;

/** For editors; `parsePoolAddress` is stricter. */
export const POOL_ADDRESS =
  /^(udp|tcp|tls):(?:(auto|\d{1,5})|([A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?|\[[0-9A-Fa-f:.]+\])(?::(\d{1,5}|auto))?)$/;

/** Undefined for anything else. */
export function parsePoolAddress(text: string): PoolAddress | undefined {
  const [, transport, alone, written, beside] = POOL_ADDRESS.exec(text) ?? [];
  if (transport !== 'udp' && transport !== 'tcp' && transport !== 'tls') return undefined;
  const host = written && hostOf(written);
  if (written !== undefined && host === undefined) return undefined;
  // Of addresses of this machine IPv6 alone is written: without a host IPv4 is meant.
  if (beside === 'auto' && host?.includes(':') !== true) return undefined;
  if ((alone ?? beside) === 'auto') return { transport, host, port: 'auto' };
  const port = Number(alone ?? beside ?? DEFAULT_PORTS[transport]);
  if (port < 1 || port > MOST_PORT) return undefined;
  const isName = host !== undefined && numericHost(host) === undefined;
  return { transport, host, port, ...(isName && beside === undefined ? { bySrv: true } : {}) };
}

/** What looks like a numeric address is one; the last label of a name has a letter (RFC 1123 2.1). */
function hostOf(written: string): string | undefined {
  if (written.startsWith('[')) return numericHost(written);
  if (/^[\d.]+$/.test(written)) return isIPv4(written) ? written : undefined;
  return written.length <= 253 && written.split('.').every((label) => LABEL.test(label)) ? written : undefined;
}

const LABEL = /^[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?$/;
