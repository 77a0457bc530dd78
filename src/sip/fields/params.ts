/** Parameters after a header field value: `;name=value` (RFC 3261 25.1, generic-param). */
import { isBlank, quote, quotedEnd, quotesMatch, splitAt, trim } from '../message/basic-rules.ts';

/** Names in lower case; values as written, a quoted string with its quotation marks (see `unquote`). */
export type Params = ReadonlyMap<string, string | undefined>;

const SEMICOLON = 0x3b;
const NONE: Params = new Map();
/**
 * More than the token or host of the grammar: a tag may come as base64, and a bare IPv6 address occurs in Via's `received`
 * (RFC 5118 4.5). Nothing that ends a parameter or a member of a list.
 */
// oxlint-disable-next-line no-control-regex -- control characters are no part of anything that is given back
const VALUE = /^[^\s",;<>\u0000-\u001f\u007f]*$/;
// oxlint-disable-next-line no-control-regex -- as for the value
const NAME = /^[^\s",;<>=\u0000-\u001f\u007f]+$/;

/** A dialog or a transaction has one name. */
const NAMING: ReadonlySet<string> = new Set(['tag', 'branch']);

/**
 * Reads `;a=b;c` from `start` to the end. Empty parameters are skipped, and of one that is named twice (against 7.3.1) the
 * first counts. Undefined when it is malformed, or gives a tag or a branch two values, an empty one or none.
 */
export function parseParams(text: string, start = 0): Params | undefined {
  let at = start;
  while (at < text.length && isBlank(text.charCodeAt(at))) at += 1;
  if (at === text.length) return NONE;
  if (text.charCodeAt(at) !== SEMICOLON) return undefined;
  const params = new Map<string, string | undefined>();
  const rest = text.slice(at + 1);
  const parts = rest.includes('"') ? splitAt(rest, SEMICOLON) : rest.split(';');
  for (const part of parts) {
    const equals = part.indexOf('=');
    const name = trim(equals < 0 ? part : part.slice(0, equals)).toLowerCase();
    const value = equals < 0 ? undefined : trim(part.slice(equals + 1));
    if (name === '' && value === undefined) continue;
    if (!NAME.test(name) || (value !== undefined && !isValue(value))) return undefined;
    const first = params.has(name) ? params.get(name) : value;
    if (NAMING.has(name) && (value === undefined || value === '' || first !== value)) return undefined;
    params.set(name, first);
  }
  return params;
}

/** The same, but a parameter that is malformed costs only itself. For fields of which the rest matters more. */
export function soundParams(text: string, start = 0): Params {
  const params = new Map<string, string | undefined>();
  const rest = text.slice(start);
  for (const part of quotesMatch(rest) ? splitAt(rest, SEMICOLON) : rest.split(';')) {
    const [read] = parseParams(`;${part}`) ?? [];
    if (read !== undefined && !params.has(read[0])) params.set(...read);
  }
  return params;
}

export function formatParams(params: Params): string {
  let text = '';
  for (const [name, value] of params) {
    text += value === undefined ? `;${name}` : `;${name}=${isValue(value) ? value : quote(value)}`;
  }
  return text;
}

function isValue(text: string): boolean {
  return VALUE.test(text) || (text.startsWith('"') && quotedEnd(text, 0) === text.length);
}
