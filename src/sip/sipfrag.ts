/** A piece of a SIP message in the body of a NOTIFY (RFC 3420, RFC 3515 2.4.5): a status line and some header fields. */
import { DEFAULT_LIMITS } from './message/limits.ts';
import { type Head, readHead } from './message/head.ts';
import { decodeText } from './message/octets.ts';

export interface Sipfrag {
  readonly status: number;
  readonly reason: string;
  readonly headers: ReadonlyArray<{ readonly name: string; readonly value: string }>;
}

/**
 * Undefined without a status line. Lines may end with a bare LF; empty lines before the first and a line after it that is no header field is passed
 * over, since the status is told all the same.
 */
export function parseSipfrag(data: string | Uint8Array): Sipfrag | undefined {
  const { start, startProblem, fields } = read(data);
  if (startProblem !== undefined || start?.kind !== 'response') return undefined;
  return { status: start.status, reason: start.reason, headers: fields.map(({ name, value }) => ({ name, value })) };
}

/** True when a line that is passed over follows the status line. */
export function hasOddLine(data: string | Uint8Array): boolean {
  return parseSipfrag(data) !== undefined && !read(data).sound;
}

function read(data: string | Uint8Array): Head {
  const whole = typeof data === 'string' ? data : decodeText(data);
  const text = whole.replace(/^[\r\n]+/, '').slice(0, DEFAULT_LIMITS.head);
  const lineEnd = /^[^\n]*\r\n/.test(text) ? '\r\n' : '\n';
  const end = text.indexOf(lineEnd + lineEnd);
  return readHead(end < 0 ? text : text.slice(0, end), lineEnd, DEFAULT_LIMITS);
}

/** The status line with its line end, then the fields. */
export function formatSipfrag(frag: {
  readonly status: number;
  readonly reason: string;
  readonly headers?: Sipfrag['headers'];
}): string {
  const lines = (frag.headers ?? []).map(({ name, value }) => `${name}: ${value}\r\n`);
  return `SIP/2.0 ${frag.status} ${frag.reason}\r\n${lines.join('')}`;
}
