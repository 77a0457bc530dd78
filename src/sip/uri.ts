/** SIP and SIPS URIs (RFC 3261 19.1, with the IPv6 literals of RFC 5954). */
import { isIPv6 } from 'node:net';
import { decodeText, encodeText } from './message/octets.ts';

export interface SipUri {
  readonly scheme: 'sip' | 'sips';
  /** Unescaped. */
  readonly user?: string | undefined;
  /** Unescaped. */
  readonly password?: string | undefined;
  /** A host name, an IPv4 address, or an IPv6 address in its brackets. */
  readonly host: string;
  readonly port?: number | undefined;
  /** Names in lower case, values unescaped; a parameter without a value is undefined. */
  readonly params: ReadonlyMap<string, string | undefined>;
  /** The headers that a request made from this URI shall carry; names and values unescaped. */
  readonly headers: ReadonlyArray<readonly [string, string]>;
}

// scheme, userinfo, host, port, parameters, headers. The first @ ends the userinfo, so that a header value in which
// an @ is not escaped (`?Replaces=a@b`) is still read.
const SHAPE =
  /^(sips?):(?:([^@<>"\s]*)@)?(\[[0-9a-f:.]+\]|[a-z0-9._-]+)(?::([0-9]{1,5}))?((?:;[^;?<>"\s]*)*)(?:\?([^<>"\s]*))?$/i;
const USER = /^(?:[A-Za-z0-9\-_.!~*'()&=+$,;?/]|%[0-9A-Fa-f]{2})+$/;
const PASSWORD = /^(?:[A-Za-z0-9\-_.!~*'()&=+$,]|%[0-9A-Fa-f]{2})*$/;
const PARAM = /^(?:[A-Za-z0-9\-_.!~*'()[\]/:&+$]|%[0-9A-Fa-f]{2})+$/;
const HEADER = /^(?:[A-Za-z0-9\-_.!~*'()[\]/?:+$@;,]|%[0-9A-Fa-f]{2})*$/;

const NOT_IN_USER = /[^A-Za-z0-9\-_.!~*'()&=+$,;?/]/gu;
const NOT_IN_PASSWORD = /[^A-Za-z0-9\-_.!~*'()&=+$,]/gu;
const NOT_IN_PARAM = /[^A-Za-z0-9\-_.!~*'()[\]/:&+$]/gu;
const NOT_IN_HEADER = /[^A-Za-z0-9\-_.!~*'()[\]/?:+$]/gu;

const NO_PARAMS: SipUri['params'] = new Map();
const NO_HEADERS: SipUri['headers'] = [];
const NO_USERINFO: Userinfo = { user: undefined, password: undefined };

interface Userinfo {
  readonly user: string | undefined;
  readonly password: string | undefined;
}

export function parseUri(text: string): SipUri | undefined {
  const match = SHAPE.exec(text);
  if (match === null) return undefined;
  const userinfo = match[2] === undefined ? NO_USERINFO : readUserinfo(match[2]);
  const host = match[3] ?? '';
  const port = match[4] === undefined ? undefined : Number(match[4]);
  const params = readParams(match[5] ?? '');
  const headers = readHeaders(match[6]);
  if (userinfo === undefined || params === undefined || headers === undefined) return undefined;
  if ((port ?? 0) > 65_535 || (host.startsWith('[') && !isHost(host))) return undefined;
  const scheme = match[1]?.length === 4 ? 'sips' : 'sip';
  return { scheme, user: userinfo.user, password: userinfo.password, host, port, params, headers };
}

export function formatUri(uri: SipUri): string {
  let text = `${uri.scheme}:`;
  if (uri.user !== undefined) {
    text += escapeUser(uri.user);
    if (uri.password !== undefined) text += `:${escape(uri.password, NOT_IN_PASSWORD)}`;
    text += '@';
  }
  text += uri.host;
  if (uri.port !== undefined) text += `:${uri.port}`;
  for (const [name, value] of uri.params) {
    text += `;${escape(name, NOT_IN_PARAM)}`;
    if (value !== undefined) text += `=${escape(value, NOT_IN_PARAM)}`;
  }
  uri.headers.forEach(([name, value], index) => {
    text += `${index === 0 ? '?' : '&'}${escapeHeader(name)}=${escapeHeader(value)}`;
  });
  return text;
}

/** Equality of RFC 3261 19.1.4. A missing port differs from an explicit 5060, and some parameters must be in both or neither. */
export function sameUri(a: SipUri, b: SipUri): boolean {
  return (
    a.scheme === b.scheme &&
    a.user === b.user &&
    a.password === b.password &&
    a.host.toLowerCase() === b.host.toLowerCase() &&
    a.port === b.port &&
    sameParams(a.params, b.params) &&
    sameHeaders(a.headers, b.headers)
  );
}

/** A name, an IPv4 address or an IPv6 address in brackets. */
export function isHost(text: string): boolean {
  if (!text.startsWith('[')) return /^[A-Za-z0-9._-]+$/.test(text);
  return text.endsWith(']') && isAddress6(text.slice(1, -1));
}

/** Escapes what may not stand in the user part of a URI. */
export function escapeUser(user: string): string {
  return escape(user, NOT_IN_USER);
}

/** Escapes what may not stand in a header of a URI, as in `sip:alice@host?Replaces=…`. */
export function escapeHeader(text: string): string {
  return escape(text, NOT_IN_HEADER);
}

/** Turns each `%HH` into the octet it stands for. */
export function unescape(text: string): string {
  if (!text.includes('%')) return text;
  return text.replace(/(?:%[0-9A-Fa-f]{2})+/g, (run) => decodeText(Buffer.from(run.replaceAll('%', ''), 'hex')));
}

function isAddress6(text: string): boolean {
  // RFC 3261's grammar gives three colons before an embedded IPv4 address; RFC 5118 4.10 asks to accept that.
  return isIPv6(text) || (/:::\d+\./.test(text) && isIPv6(text.replace(':::', '::')));
}

function readUserinfo(text: string): Userinfo | undefined {
  const colon = text.indexOf(':');
  const user = colon < 0 ? text : text.slice(0, colon);
  if (!USER.test(user)) return undefined;
  if (colon < 0) return { user: unescape(user), password: undefined };
  const password = text.slice(colon + 1);
  return PASSWORD.test(password) ? { user: unescape(user), password: unescape(password) } : undefined;
}

function readParams(text: string): ReadonlyMap<string, string | undefined> | undefined {
  if (text === '') return NO_PARAMS;
  const params = new Map<string, string | undefined>();
  for (const part of text.slice(1).split(';')) {
    const equals = part.indexOf('=');
    const name = equals < 0 ? part : part.slice(0, equals);
    const value = equals < 0 ? undefined : part.slice(equals + 1);
    if (!PARAM.test(name) || (value !== undefined && !PARAM.test(value))) return undefined;
    const key = unescape(name).toLowerCase();
    if (params.has(key)) return undefined;
    params.set(key, value === undefined ? undefined : unescape(value));
  }
  return params;
}

function readHeaders(text: string | undefined): ReadonlyArray<readonly [string, string]> | undefined {
  if (text === undefined) return NO_HEADERS;
  const headers: Array<readonly [string, string]> = [];
  for (const part of text.split('&')) {
    const equals = part.indexOf('=');
    if (equals <= 0) return undefined;
    const name = part.slice(0, equals);
    // An unescaped = inside a value (`Replaces=a@b;to-tag=1`) has one reading only.
    const value = part.slice(equals + 1).replaceAll('=', '%3D');
    if (!HEADER.test(name) || !HEADER.test(value)) return undefined;
    const header = [unescape(name), unescape(value)] as const;
    // A line end can be in a body only; in a header it would begin another one.
    if (/[\r\n]/.test(header[0] === 'body' ? '' : header.join(''))) return undefined;
    headers.push(header);
  }
  return headers;
}

function escape(text: string, forbidden: RegExp): string {
  return text.replace(forbidden, (char) =>
    encodeText(char)
      .toString('hex')
      .toUpperCase()
      .replace(/../g, (pair) => `%${pair}`),
  );
}

/** Parameters that make URIs differ when only one has them. */
const DECISIVE = ['user', 'ttl', 'method', 'maddr', 'transport'];

function sameParams(a: SipUri['params'], b: SipUri['params']): boolean {
  if (DECISIVE.some((name) => a.has(name) !== b.has(name))) return false;
  return [...a].every(([name, value]) => !b.has(name) || value?.toLowerCase() === b.get(name)?.toLowerCase());
}

function sameHeaders(a: SipUri['headers'], b: SipUri['headers']): boolean {
  if (a.length !== b.length) return false;
  const left = a.map(headerKey).toSorted();
  const right = b.map(headerKey).toSorted();
  return left.every((each, index) => each === right[index]);
}

function headerKey([name, value]: readonly [string, string]): string {
  return `${name.toLowerCase()}:${value}`;
}
