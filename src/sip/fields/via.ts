import { header } from '../message/headers.ts';
import type { SipMessage } from '../message/message.ts';
import { isHost } from '../uri.ts';
import { formatParams, type Params, parseParams } from './params.ts';

/** One value of Via (RFC 3261 20.42, 25.1). */
export interface Via {
  /** Upper case: `UDP`, `TCP`, … */
  readonly transport: string;
  /** An IPv6 address in its brackets. */
  readonly host: string;
  readonly port?: number | undefined;
  /** Names in lower case; `rport` without a value is there and undefined. */
  readonly params: Params;
}

/** Where a host listens that names no port (RFC 3261 18.2.2). */
export const portOf = ({ transport, port }: Pick<Via, 'transport' | 'port'>): number =>
  port ?? (transport === 'TLS' ? 5061 : 5060);

// protocol name / version / transport, host, port. White space may stand around each separator.
const SENT =
  /^[ \t]*SIP[ \t]*\/[ \t]*[A-Za-z0-9\-.!%*_+`'~]+[ \t]*\/[ \t]*([A-Za-z0-9\-.!%*_+`'~]+)[ \t]+(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9._-]+)[ \t]*(?::[ \t]*([0-9]{1,5}))?/i;

export function parseVia(text: string): Via | undefined {
  const match = SENT.exec(text);
  if (match === null) return undefined;
  const params = parseParams(text, match[0].length);
  const host = match[2] ?? '';
  const port = match[3] === undefined ? undefined : Number(match[3]);
  if (params === undefined || (port ?? 0) > 65_535 || (host.startsWith('[') && !isHost(host))) return undefined;
  return { transport: (match[1] ?? '').toUpperCase(), host, port, params };
}

export function formatVia(via: {
  readonly transport: string;
  readonly host: string;
  readonly port?: number | undefined;
  readonly params: Params;
}): string {
  const port = via.port === undefined ? '' : `:${via.port}`;
  return `SIP/2.0/${via.transport} ${via.host}${port}${formatParams(via.params)}`;
}

export function topVia(message: SipMessage): Via | undefined {
  const value = header(message, 'Via');
  return value === undefined ? undefined : parseVia(value);
}
