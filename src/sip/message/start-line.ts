/** Request-Line and Status-Line (RFC 3261 7.1, 7.2). */
import { parseUri } from '../uri.ts';
import { isToken, trim } from './basic-rules.ts';
import type { Problem } from './problem.ts';

export type StartLine =
  | { readonly kind: 'request'; readonly method: string; readonly uri: string; readonly version: string }
  | {
      readonly kind: 'response';
      readonly status: number;
      readonly reason: string;
      readonly version: string;
      /** The line ends with the code. */
      readonly unspaced?: true;
    };

const ABSOLUTE_URI = /^[A-Za-z][A-Za-z0-9+.-]*:[^\s<>"]+$/;
const VERSION = /^SIP\/[0-9]+\.[0-9]+$/i;

/** The line as far as it could be read, and what is wrong with it. */
export interface StartLineReading {
  readonly line: StartLine | undefined;
  readonly problem: Problem | undefined;
}

export function readStartLine(text: string): StartLineReading {
  return /^SIP\/[0-9.]*[ \t]/i.test(text) ? readStatusLine(text) : readRequestLine(text);
}

function readStatusLine(text: string): StartLineReading {
  // The space before a reason is there even when the reason is empty; some servers leave both out.
  const match = /^(SIP\/[0-9]+\.[0-9]+) ([0-9]{3})(?: ([^]*))?$/i.exec(text);
  const status = Number(match?.[2]);
  if (match === null || status < 100 || status > 699) {
    return refused(undefined, 'the status line is not "SIP/2.0", a code from 100 to 699 and a reason', 0);
  }
  const read = { kind: 'response', status, reason: match[3] ?? '', version: match[1] ?? '' } as const;
  const line: StartLine = match[3] === undefined ? { ...read, unspaced: true } : read;
  return isTwo(line.version) ? { line, problem: undefined } : refused(line, `SIP version ${line.version}`, 0, 505);
}

function readRequestLine(text: string): StartLineReading {
  const first = text.indexOf(' ');
  const last = text.lastIndexOf(' ');
  const method = text.slice(0, Math.max(first, 0));
  if (!isToken(method)) return refused(undefined, 'the first line is neither a request line nor a status line', 0);
  const version = text.slice(last + 1);
  if (first === last || !VERSION.test(version)) return readLooseRequestLine(text, method);
  const uri = text.slice(first + 1, last);
  const line: StartLine = { kind: 'request', method, uri, version };
  if (!isTwo(version)) return refused(line, `SIP version ${version}`, last + 1, 505);
  const fault = uriFault(uri);
  return fault === undefined ? { line, problem: undefined } : refused(line, fault, first + 1);
}

/** A request line that is refused anyway: find what is needed to answer it. */
function readLooseRequestLine(text: string, method: string): StartLineReading {
  const words = trim(text).split(/[ \t]+/);
  const version = words.at(-1) ?? '';
  if (words.length < 3 || !VERSION.test(version)) {
    return refused(undefined, 'the request line does not end with a SIP version', 0);
  }
  const line: StartLine = { kind: 'request', method, uri: words.slice(1, -1).join(' '), version };
  return refused(line, 'white space at the end of the request line', text.length);
}

function uriFault(uri: string): string | undefined {
  if (uri.startsWith('<')) return 'the Request-URI is enclosed in angle brackets';
  if (/[ \t]/.test(uri)) return 'white space in or around the Request-URI';
  if (!/^sips?:/i.test(uri)) return ABSOLUTE_URI.test(uri) ? undefined : 'the Request-URI is no URI';
  const parsed = parseUri(uri);
  if (parsed === undefined) return 'the Request-URI is malformed';
  return parsed.headers.length > 0 ? 'the Request-URI has headers' : undefined;
}

function isTwo(version: string): boolean {
  return version === 'SIP/2.0' || version.toUpperCase() === 'SIP/2.0';
}

function refused(line: StartLine | undefined, reason: string, at: number, status = 400): StartLineReading {
  return { line, problem: { reason, at, status } };
}
