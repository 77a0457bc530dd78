/** The proxy that phones are told to go through to a pool: the first Route of all that they ask for outside of dialogs. */
import type { PoolProfile, SipTransport } from './candidate.ts';
import { fillIn } from './placeholders.ts';
import type { SipAddress } from './sip-address.ts';
import { hostPort, hostText, numericHost } from '../numeric-host.ts';

/** Of the pool itself, whose address may be known only when it runs. */
export const PROXY_PLACEHOLDERS = ['sip.host', 'sip.port'] as const;

const SHAPE = /^sip:([0-9.]+|\[[0-9A-Fa-f:.]+\])(?::([0-9]{1,5}))?((?:;[A-Za-z0-9-]+(?:=[A-Za-z0-9.-]+)?)*)$/;

export interface OutboundProxy {
  /** Value of Route. */
  readonly route: string;
  readonly host: string;
  readonly port: number;
  readonly transport: SipTransport;
}

/** Undefined for a pool that phones ask by themselves, and for a URI that is none of a numeric address. */
export function outboundProxy(
  { outboundProxy: uri }: Pick<PoolProfile, 'outboundProxy'>,
  pool: { readonly host: string; readonly port: number | string },
): OutboundProxy | undefined {
  if (uri === undefined) return undefined;
  const values: ReadonlyMap<string, string> = new Map([
    ['sip.host', hostText(pool.host)],
    ['sip.port', String(pool.port)],
  ]);
  const filled = fillIn(uri, (name) => values.get(name) ?? '');
  const [, written = '', stated, params = ''] = SHAPE.exec(filled) ?? [];
  const host = numericHost(written);
  const transport = transportIn(params);
  const port = stated ?? (transport === 'tls' ? '5061' : '5060');
  if (host === undefined || Number(port) < 1 || Number(port) > 65_535 || transport === undefined) return undefined;
  // Without it the proxy would be a strict router, which nobody is any more (RFC 3261 16.12).
  const loose = /;lr(;|$)/i.test(params) ? '' : ';lr';
  return { route: `<${filled}${loose}>`, host, port: Number(port), transport };
}

/** Value of Route: the way through a proxy that listens there. */
export function routeTo({ transport, host, port }: SipAddress): string {
  return `<sip:${hostPort(host, port)};${transport === 'tcp' ? 'transport=tcp;' : ''}lr>`;
}

function transportIn(params: string): SipTransport | undefined {
  const named = (/;transport=([^;]*)/i.exec(params)?.[1] ?? '').toLowerCase();
  if (named === '') return 'udp';
  return named === 'udp' || named === 'tcp' || named === 'tls' ? named : undefined;
}
