/** Digest authentication (RFC 7616, RFC 8760, and RFC 3261 section 22; without qop also RFC 2069 style). */
import { createHash, timingSafeEqual } from 'node:crypto';
import { isToken, quote, quotedEnd, splitAt, trim, unquote } from './message/basic-rules.ts';
import { encodeText } from './message/octets.ts';

/** Of each pair the second digests the password anew for each session: over its nonce and cnonce too (RFC 7616 3.4.2). */
const ALGORITHMS = ['MD5', 'MD5-sess', 'SHA-256', 'SHA-256-sess', 'SHA-512-256', 'SHA-512-256-sess'] as const;
export type DigestAlgorithm = (typeof ALGORITHMS)[number];
export type Qop = 'auth' | 'auth-int';

export interface Challenge {
  readonly realm: string;
  readonly nonce: string;
  readonly algorithm: DigestAlgorithm;
  /** What the server offers, of what we know; empty when it offers none at all, or an empty list. */
  readonly qop: readonly Qop[];
  readonly opaque?: string;
  /** The last nonce was too old, but the password right. */
  readonly stale: boolean;
}

const COMMA = 0x2c;
/** Where a list goes on with another challenge: a word before the name of its first parameter. */
const NEXT_SCHEME = /^[ \t]*[^\s=",]+[ \t]+[^\s=",]+[ \t]*=/;
const HASHES: Readonly<Record<DigestAlgorithm, { readonly name: string; readonly strength: number }>> = {
  MD5: { name: 'md5', strength: 0 },
  'MD5-sess': { name: 'md5', strength: 0 },
  'SHA-256': { name: 'sha256', strength: 1 },
  'SHA-256-sess': { name: 'sha256', strength: 1 },
  'SHA-512-256': { name: 'sha512-256', strength: 2 },
  'SHA-512-256-sess': { name: 'sha512-256', strength: 2 },
};

/** How strong the hash of an algorithm is: the higher, the stronger. */
export function strengthOf(algorithm: DigestAlgorithm): number {
  return HASHES[algorithm].strength;
}

/** Reads WWW-Authenticate or Proxy-Authenticate. Undefined when malformed, or of a scheme, algorithm or qop we do not know. */
export function parseChallenge(value: string): Challenge | undefined {
  const params = parseDigest(value);
  const realm = params?.get('realm');
  const nonce = params?.get('nonce');
  const algorithm = algorithmOf(params?.get('algorithm'));
  if (params === undefined || realm === undefined || nonce === undefined || algorithm === undefined) return undefined;
  const offered = (params.get('qop') ?? '').toLowerCase().split(',').map(trim).filter(Boolean);
  const qop = offered.filter(isQop);
  if (offered.length > 0 && qop.length === 0) return undefined;
  const opaque = params.get('opaque');
  const stale = params.get('stale')?.toLowerCase() === 'true';
  return { realm, nonce, algorithm, qop, stale, ...(opaque === undefined ? {} : { opaque }) };
}

/** A value for WWW-Authenticate or Proxy-Authenticate. */
export function challenge(parts: {
  readonly realm: string;
  readonly nonce: string;
  readonly algorithm: DigestAlgorithm;
  readonly qop?: Qop | undefined;
  readonly opaque?: string | undefined;
  readonly stale?: boolean | undefined;
}): string {
  const params = [`realm=${quote(parts.realm)}`, `nonce=${quote(parts.nonce)}`];
  if (parts.opaque !== undefined) params.push(`opaque=${quote(parts.opaque)}`);
  if (parts.stale === true) params.push('stale=true');
  params.push(`algorithm=${parts.algorithm}`);
  if (parts.qop !== undefined) params.push(`qop=${quote(parts.qop)}`);
  return `Digest ${params.join(', ')}`;
}

/**
 * A value for Authorization or Proxy-Authorization that answers `challenge`, with `auth` where that is offered.
 *
 * `nc` counts the requests sent with this nonce, from 1. `body` matters for `auth-int` only.
 */
export function authorization(parts: {
  readonly challenge: Challenge;
  readonly username: string;
  readonly password: string;
  readonly method: string;
  readonly uri: string;
  readonly nc: number;
  readonly cnonce: string;
  readonly body?: Uint8Array | undefined;
}): string {
  const { realm, nonce, algorithm, opaque } = parts.challenge;
  const qop = parts.challenge.qop.includes('auth') ? 'auth' : parts.challenge.qop[0];
  const nc = parts.nc.toString(16).padStart(8, '0');
  const response = digest({ ...parts, realm, nonce, algorithm, qop, nc });
  const params = [
    `username=${quote(parts.username)}`,
    `realm=${quote(realm)}`,
    `nonce=${quote(nonce)}`,
    `uri=${quote(parts.uri)}`,
    `response="${response}"`,
    `algorithm=${algorithm}`,
  ];
  if (opaque !== undefined) params.push(`opaque=${quote(opaque)}`);
  if (qop !== undefined) params.push(`qop=${qop}`, `nc=${nc}`);
  // Without a qop no RFC has a cnonce; but nobody could check the digest of a session algorithm without it.
  if (qop !== undefined || isSession(algorithm)) params.push(`cnonce=${quote(parts.cnonce)}`);
  return `Digest ${params.join(', ')}`;
}

/** Tells whether the sender of these credentials knew the password. The digest is over the URI that the credentials name. */
export function verify(
  credentials: string,
  expected: {
    readonly method: string;
    readonly password: string;
    /** Whether the nonce is one of ours and still good. */
    readonly nonceOk: (nonce: string) => boolean;
    /** Those that were on offer; any that we know, where it is left out. */
    readonly algorithms?: readonly DigestAlgorithm[] | undefined;
    readonly body?: Uint8Array | undefined;
  },
): boolean {
  const params = parseDigest(credentials);
  const [username, realm, nonce, uri] = ['username', 'realm', 'nonce', 'uri'].map((name) => params?.get(name));
  const algorithm = algorithmOf(params?.get('algorithm'));
  const qop = params?.get('qop')?.toLowerCase();
  if (username === undefined || realm === undefined || nonce === undefined || uri === undefined) return false;
  if (algorithm === undefined || (qop !== undefined && !isQop(qop)) || !expected.nonceOk(nonce)) return false;
  if (expected.algorithms?.includes(algorithm) === false) return false;
  const nc = params?.get('nc') ?? '';
  const cnonce = params?.get('cnonce') ?? '';
  if (qop !== undefined && !/^[0-9a-f]{8}$/i.test(nc)) return false;
  if ((qop !== undefined || isSession(algorithm)) && cnonce === '') return false;
  const wanted = digest({ ...expected, username, realm, nonce, uri, algorithm, qop, nc, cnonce });
  return sameText(wanted, (params?.get('response') ?? '').toLowerCase());
}

function digest(input: {
  readonly username: string;
  readonly realm: string;
  readonly password: string;
  readonly method: string;
  readonly uri: string;
  readonly nonce: string;
  readonly algorithm: DigestAlgorithm;
  readonly qop: Qop | undefined;
  readonly nc: string;
  readonly cnonce: string;
  readonly body?: Uint8Array | undefined;
}): string {
  const { algorithm, nonce, qop } = input;
  const hash = (data: string | Uint8Array): string => hashOf(algorithm, data);
  const user = hash(`${input.username}:${input.realm}:${input.password}`);
  const secret = isSession(algorithm) ? hash(`${user}:${nonce}:${input.cnonce}`) : user;
  const entity = qop === 'auth-int' ? `:${hash(input.body ?? '')}` : '';
  const request = hash(`${input.method}:${input.uri}${entity}`);
  if (qop === undefined) return hash(`${secret}:${nonce}:${request}`);
  return hash(`${secret}:${nonce}:${input.nc}:${input.cnonce}:${qop}:${request}`);
}

function hashOf(algorithm: DigestAlgorithm, data: string | Uint8Array): string {
  const octets = typeof data === 'string' ? encodeText(data) : data;
  return createHash(HASHES[algorithm].name).update(octets).digest('hex');
}

/**
 * Parameters after `Digest` and before another scheme, names in lower case, values without quotation marks. A part that is empty or
 * malformed costs only itself. Undefined when a parameter has two values.
 */
function parseDigest(value: string): ReadonlyMap<string, string> | undefined {
  const match = /^[ \t]*Digest[ \t]+/i.exec(value);
  if (match === null) return undefined;
  const params = new Map<string, string>();
  for (const part of splitAt(value.slice(match[0].length), COMMA)) {
    if (NEXT_SCHEME.test(part)) break;
    const equals = part.indexOf('=');
    const name = trim(part.slice(0, Math.max(equals, 0))).toLowerCase();
    const text = trim(part.slice(equals + 1));
    if (!isToken(name) || !isAuthValue(text)) continue;
    const meant = unquote(text);
    if ((params.get(name) ?? meant) !== meant) return undefined;
    params.set(name, meant);
  }
  return params;
}

function isAuthValue(text: string): boolean {
  return text.startsWith('"') ? quotedEnd(text, 0) === text.length : /^[^\s",]+$/.test(text);
}

function algorithmOf(name: string | undefined): DigestAlgorithm | undefined {
  const upper = (name ?? 'MD5').toUpperCase();
  return ALGORITHMS.find((each) => each.toUpperCase() === upper);
}

function isSession(algorithm: DigestAlgorithm): boolean {
  return algorithm.endsWith('-sess');
}

function isQop(text: string): text is Qop {
  return text === 'auth' || text === 'auth-int';
}

/** Compares octets, since texts of as many characters can differ in their number of octets. */
function sameText(a: string, b: string): boolean {
  const [left, right] = [encodeText(a), encodeText(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}
