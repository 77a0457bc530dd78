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
  readonly port?: number;
  /** Names in lower case; `rport` without a value is there and undefined. */
  readonly params: Params;
}

// protocol name / version / transport, host, port. White space may stand around each separator.
const SENT =
  /^[ \t]*([A-Za-z0-9\-.!%*_+`'~]+)[ \t]*\/[ \t]*[A-Za-z0-9\-.!%*_+`'~]+[ \t]*\/[ \t]*([A-Za-z0-9\-.!%*_+`'~]+)[ \t]+(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9._-]+)[ \t]*(?::[ \t]*([0-9]{1,5}))?/;

export function parseVia(text: string): Via | undefined {
  const match = SENT.exec(text);
  if (match === null) return undefined;
  const [all, protocol = '', transport = '', host = '', portText] = match;
  const params = parseParams(text, all.length);
  const port = portText === undefined ? undefined : Number(portText);
  if (params === undefined || protocol.toUpperCase() !== 'SIP' || (port ?? 0) > 65_535 || !isHost(host))
    return undefined;
  const sent = { transport: transport.toUpperCase(), host };
  return port === undefined ? { ...sent, params } : { ...sent, port, params };
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
