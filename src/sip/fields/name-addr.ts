/** Addresses with an optional display name, as in From, To, Contact, Route, Refer-To (RFC 3261 20.10, 25.1). */
import { quote, quotedEnd, quotesMatch, trim, unquote } from '../message/basic-rules.ts';
import { parseUri } from '../uri.ts';
import { formatParams, type Params, parseParams } from './params.ts';

export interface NameAddr {
  /** Without quotation marks and their escapes; one that was not quoted is as it came, be it more than tokens. */
  readonly display?: string | undefined;
  readonly uri: string;
  /** The parameters of the field, not those of the URI. Names in lower case; quoted values keep their marks. */
  readonly params: Params;
}

const ABSOLUTE_URI = /^[A-Za-z][A-Za-z0-9+.-]*:[^\s<>"]+$/;

export function parseNameAddr(text: string): NameAddr | undefined {
  const value = trim(text);
  const open = openBracket(value);
  if (open === undefined) return undefined;
  if (open < 0) return parseBare(value);
  const { ok, display } = readDisplay(trim(value.slice(0, open)));
  const close = value.indexOf('>', open);
  if (!ok || close < 0) return undefined;
  const uri = value.slice(open + 1, close);
  const params = parseParams(value, close + 1);
  if (params === undefined || !isUri(uri)) return undefined;
  return { display, uri, params };
}

/** The URI always in brackets, the display name always quoted. */
export function formatNameAddr(address: {
  readonly display?: string | undefined;
  readonly uri: string;
  readonly params?: Params;
}): string {
  const display = address.display === undefined ? '' : `${quote(address.display)} `;
  return `${display}<${address.uri}>${address.params === undefined ? '' : formatParams(address.params)}`;
}

/** A well-formed SIP or SIPS URI, or a URI of another scheme, of which only the outline is looked at. */
export function isUri(text: string): boolean {
  return /^sips?:/i.test(text) ? parseUri(text) !== undefined : ABSOLUTE_URI.test(text);
}

/** Index of the bracket that opens the URI, -1 when there is none; undefined when a quoted display name does not end. */
function openBracket(value: string): number | undefined {
  if (!value.startsWith('"')) {
    const open = value.indexOf('<');
    const semicolon = value.indexOf(';');
    if (semicolon < 0 || semicolon > open) return open;
    // A bracket after the semicolon of a bare address belongs to a parameter; after that of a display name it does not.
    return isUri(trim(value.slice(0, semicolon))) ? -1 : open;
  }
  const end = quotedEnd(value, 0);
  const open = end < 0 ? -1 : value.indexOf('<', end);
  return open < 0 ? undefined : open;
}

/** `ok` is false for quotation marks that do not match, and for a bracket. */
function readDisplay(text: string): { readonly ok: boolean; readonly display: string | undefined } {
  if (text === '') return { ok: true, display: undefined };
  if (text.startsWith('"') && quotedEnd(text, 0) === text.length) return { ok: true, display: unquote(text) };
  return { ok: quotesMatch(text) && !text.includes('>'), display: text };
}

/** Without brackets everything after the first semicolon belongs to the field, and the URI has no `?` and no comma (20.10). */
function parseBare(value: string): NameAddr | undefined {
  const semicolon = value.indexOf(';');
  const uri = trim(semicolon < 0 ? value : value.slice(0, semicolon));
  const params = semicolon < 0 ? parseParams('') : parseParams(value, semicolon);
  return params === undefined || /[,?]/.test(uri) || !isUri(uri) ? undefined : { display: undefined, uri, params };
}
