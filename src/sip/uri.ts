/** SIP and SIPS URIs (RFC 3261 19.1, with the IPv6 literals of RFC 5954). */
import { isIPv6 } from 'node:net';
import { decodeText, encodeText } from './message/octets.ts';

export interface SipUri {
  readonly scheme: 'sip' | 'sips';
  /** Unescaped. Characters that should have been escaped (25.1), such as the `#` of a feature code, are taken as they are. */
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
/** The same for a user part with an @ in it, which should have been escaped: it ends at the first @ before what may be a host. */
const SHAPE_AT =
  /^(sips?):(?:([^?<>"\s]*?)@)(\[[0-9a-f:.]+\]|[a-z0-9._-]+)(?::([0-9]{1,5}))?((?:;[^;?<>"\s]*)*)(?:\?([^<>"\s]*))?$/i;

// oxlint-disable-next-line no-control-regex -- they are what is looked for
const CONTROL = /[\u0000-\u001f\u007f]/;

const NOT_IN_USER = /[^A-Za-z0-9\-_.!~*'()&=+$,;?/]/gu;
const NOT_IN_PASSWORD = /[^A-Za-z0-9\-_.!~*'()&=+$,]/gu;
const NOT_IN_PARAM = /[^A-Za-z0-9\-_.!~*'()[\]/:&+$]/gu;
const NOT_IN_HEADER = /[^A-Za-z0-9\-_.!~*'()[\]/?:+$]/gu;

/** Parameters that make URIs differ when only one has them. */
const DECISIVE = ['user', 'ttl', 'method', 'maddr', 'transport'];

const NO_PARAMS: SipUri['params'] = new Map();
const NO_HEADERS: SipUri['headers'] = [];
const NO_USERINFO: Userinfo = { user: undefined, password: undefined };

interface Userinfo {
  readonly user: string | undefined;
  readonly password: string | undefined;
}

/** Lenient with the characters between the marks that give a URI its shape; see `user`. */
export function parseUri(text: string): SipUri | undefined {
  const match = shapeOf(text);
  if (match === null) return undefined;
  const userinfo = match[2] === undefined ? NO_USERINFO : readUserinfo(match[2]);
  const host = match[3] ?? '';
  const port = match[4] === undefined ? undefined : Number(match[4]);
  const params = readParams(match[5] ?? '');
  const headers = readHeaders(match[6]);
  if (params === undefined || headers === undefined) return undefined;
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
  return text + formatHeaders(uri.headers);
}

/** User part and password as they were written; undefined when there are none. */
export function rawUserinfo(text: string): string | undefined {
  return shapeOf(text)?.[2];
}

/** The URI as it was written, without its headers and the parameters of these names. */
export function cutUri(text: string, ...without: readonly string[]): string {
  const match = shapeOf(text);
  if (match === null) return text;
  const [, , , , , params = '', headers] = match;
  const end = text.length - (headers === undefined ? 0 : headers.length + 1);
  const kept = params
    .split(';')
    .filter((part) => !without.includes(unescape(part.split('=', 1)[0] ?? '').toLowerCase()));
  return text.slice(0, end - params.length) + kept.join(';');
}

/** The URI as it was written, with these headers in the place of its own. */
export function withUriHeaders(text: string, headers: SipUri['headers']): string {
  return `${cutUri(text)}${formatHeaders(headers)}`;
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
  const octets = text.replace(/(?:%[0-9A-Fa-f]{2})+/g, (run) =>
    decodeText(Buffer.from(run.replaceAll('%', ''), 'hex')),
  );
  // An octet that was escaped and one that was not may make one character.
  return /[\udc80-\udcff]/.test(octets) ? decodeText(encodeText(octets)) : octets;
}

function isAddress6(text: string): boolean {
  // RFC 3261's grammar gives three colons before an embedded IPv4 address; RFC 5118 4.10 asks to accept that.
  return isIPv6(text) || (/:::\d+\./.test(text) && isIPv6(text.replace(':::', '::')));
}

function shapeOf(text: string): RegExpExecArray | null {
  if (CONTROL.test(text)) return null;
  const match = SHAPE.exec(text);
  // Without these characters every @ is looked at once.
  return match === null && !/[<>"\s]/.test(text) ? SHAPE_AT.exec(text) : match;
}

function formatHeaders(headers: SipUri['headers']): string {
  const pairs = headers.map(([name, value]) => `${escapeHeader(name)}=${escapeHeader(value)}`);
  return pairs.length === 0 ? '' : `?${pairs.join('&')}`;
}

function readUserinfo(text: string): Userinfo {
  const colon = text.indexOf(':');
  if (colon < 0) return { user: unescape(text), password: undefined };
  return { user: unescape(text.slice(0, colon)), password: unescape(text.slice(colon + 1)) };
}

/** Empty parameters are skipped; of one that is named twice the first counts, unless that decides where a request goes. */
function readParams(text: string): ReadonlyMap<string, string | undefined> | undefined {
  if (text === '') return NO_PARAMS;
  const params = new Map<string, string | undefined>();
  for (const part of text.slice(1).split(';')) {
    const equals = part.indexOf('=');
    if (part === '') continue;
    const key = unescape(equals < 0 ? part : part.slice(0, equals)).toLowerCase();
    const value = equals < 0 ? undefined : unescape(part.slice(equals + 1));
    const first = params.has(key) ? params.get(key) : value;
    if (key === '' || (first !== value && DECISIVE.includes(key))) return undefined;
    params.set(key, first);
  }
  return params;
}

function readHeaders(text: string | undefined): ReadonlyArray<readonly [string, string]> | undefined {
  if (text === undefined) return NO_HEADERS;
  const headers: Array<readonly [string, string]> = [];
  for (const part of text.split('&')) {
    const equals = part.indexOf('=');
    if (part === '') continue;
    if (equals <= 0) return undefined;
    // An unescaped = inside a value (`Replaces=a@b;to-tag=1`) has one reading only.
    const header = [unescape(part.slice(0, equals)), unescape(part.slice(equals + 1))] as const;
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
