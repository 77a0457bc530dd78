/** From what a file says of a request to the request. Pure. */
import { resolve } from 'node:path';
import type { HttpDetails, HttpTarget, StatusRange } from './http-order.ts';
import type { HttpDetailsSource } from './http-schema.ts';
import { splitPoolPath } from './pool-path.ts';

export function isUrl(place: string): boolean {
  return /^https?:\/\//.test(place);
}

export function targetOf(place: string): HttpTarget {
  return isUrl(place) ? { url: place } : splitPoolPath(place);
}

/**
 * What stands beside the place of a request; nothing where that is all that the file says.
 *
 * @param folder  that of the file
 */
export function detailsOf(source: HttpDetailsSource, folder: string): { readonly details?: HttpDetails } {
  const { headers, body, type, basic, bearer, ca, fingerprint, expect } = source;
  const details: HttpDetails = {
    ...(headers && { headers }),
    ...(body !== undefined && { body, type: type ?? typeOf(body) }),
    ...(basic && { basic }),
    ...(bearer !== undefined && { bearer }),
    ...(ca !== undefined && { ca: resolve(folder, ca) }),
    ...(fingerprint !== undefined && { fingerprint: digitsOf(fingerprint) }),
    ...(expect !== undefined && { expect: (Array.isArray(expect) ? expect : [expect]).map(rangeOf) }),
  };
  return Object.keys(details).length === 0 ? {} : { details };
}

function digitsOf(fingerprint: string): string {
  return fingerprint
    .replace(/^sha256[:/ ]?/i, '')
    .replaceAll(':', '')
    .toLowerCase();
}

function rangeOf(text: number | string): StatusRange {
  const [first = '', last = first] = String(text).split('-');
  return [Number(first), Number(last)];
}

function typeOf(body: string): string {
  return /^\s*[[{]/.test(body) ? 'application/json' : 'text/plain; charset=utf-8';
}
