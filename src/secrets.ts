/**
 * Hides secrets in whatever is written: values that are known, in every spelling, and the part of credentials from which a
 * password can be guessed or taken.
 *
 * Of Digest that is `response` (RFC 7616 3.4) and `rspauth` (3.5): without them no guess can be tried. The others (`nonce`,
 * `cnonce`, `nc`, `realm`, `username`, `uri`) are not made of the password, and tell why a challenge was not answered, so
 * they stay. Of Basic and Bearer nothing stays, since all of it is the secret. Pure.
 */
import { spellings } from './secret-spellings.ts';

export const HIDDEN = '***';

const DIGEST = /\b((?:response|rspauth)\s*=\s*\\*"?)([0-9A-Fa-f]{32,})/gi;
/** The key of SRTP in a session description (RFC 4568 section 9.1). Nothing that is recorded is encrypted with it, and no verdict rests on it. */
const SDES = /\b(inline:)([A-Za-z0-9+/]{40}={0,2})/gi;
const WHOLE = /\b(authorization[\s"'\\:=]*(?:Basic|Bearer)\s+)([^\s"'\\,;]+)/gi;

type Mask = (found: string) => string;

export class Secrets {
  readonly #values = new Set<string>();
  #known: RegExp | undefined;

  constructor(values: Iterable<string> = []) {
    for (const value of values) this.add(value);
  }

  /** The lines of a value count each: a key of several lines is printed line by line. */
  add(value: string): void {
    for (const line of value.split(/\r?\n/).map((each) => each.trim()))
      if (line.length >= SHORTEST) this.#values.add(line);
    // What contains another one comes first.
    const longestFirst = [...this.#values].toSorted((a, b) => b.length - a.length);
    if (longestFirst.length > 0) this.#known = new RegExp(longestFirst.map(spellings).join('|'), 'g');
  }

  hide(text: string): string {
    return this.#masked(text, () => HIDDEN);
  }

  /**
   * A star for each octet: what counts octets, such as Content-Length, is right still.
   *
   * @param encoding  how the characters of the text are octets
   */
  hideInPlace(text: string, encoding: 'utf8' | 'latin1' = 'utf8'): string {
    return this.#masked(text, (found) => '*'.repeat(Buffer.byteLength(found, encoding)));
  }

  /** The same of octets, whatever they are. */
  hideOctets(octets: Uint8Array): Buffer {
    return Buffer.from(this.hideInPlace(Buffer.from(octets).toString('latin1'), 'latin1'), 'latin1');
  }

  /** In all texts of a value, which has the same form then. */
  hideIn<T>(value: T): T {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- only texts are exchanged for texts
    return mapTexts(value, (text) => this.hide(text)) as T;
  }

  #masked(text: string, mask: Mask): string {
    const credentials = (_: string, before: string, secret: string): string => `${before}${mask(secret)}`;
    const rest = text.replace(DIGEST, credentials).replace(WHOLE, credentials).replace(SDES, credentials);
    return this.#known === undefined ? rest : rest.replace(this.#known, mask);
  }
}

/** In characters. What is shorter is found everywhere by chance. */
export const SHORTEST = 6;

function mapTexts(value: unknown, change: (text: string) => string): unknown {
  if (typeof value === 'string') return change(value);
  if (Array.isArray(value)) return value.map((item) => mapTexts(item, change));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, mapTexts(item, change)]));
}
