/** Values in header text: comma-separated lists, quoted strings, tokens (RFC 3261 25.1). */

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const OPEN = 0x3c;
const CLOSE = 0x3e;

const TOKEN = /^[A-Za-z0-9\-.!%*_+`'~]+$/;

export function isToken(text: string): boolean {
  return TOKEN.test(text);
}

/** Cuts at the commas that are neither in a quoted string nor between angle brackets. Empty members stay, as ''. */
export function splitList(value: string): string[] {
  if (!value.includes(',')) return [trim(value)];
  return splitAt(value, COMMA).map(trim);
}

/** Cuts at each `separator` outside of quoted strings and angle brackets. */
export function splitAt(value: string, separator: number): string[] {
  const parts: string[] = [];
  let start = 0;
  let quoted = false;
  let bracketed = false;
  for (let at = 0; at < value.length; at += 1) {
    const char = value.charCodeAt(at);
    if (quoted) {
      if (char === BACKSLASH) at += 1;
      else if (char === QUOTE) quoted = false;
    } else if (char === QUOTE) {
      // A quotation mark between brackets is no part of a URI; the value is refused later, whole.
      quoted = true;
    } else if (char === OPEN) {
      bracketed = true;
    } else if (char === CLOSE) {
      bracketed = false;
    } else if (char === separator && !bracketed) {
      parts.push(value.slice(start, at));
      start = at + 1;
    }
  }
  parts.push(value.slice(start));
  return parts;
}

/** Index after the quoted string that begins at `start`, or -1 when it does not end. */
export function quotedEnd(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at += 1) {
    const char = text.charCodeAt(at);
    if (char === BACKSLASH) at += 1;
    else if (char === QUOTE) return at + 1;
  }
  return -1;
}

/** Every quoted string in the text ends. */
export function quotesMatch(text: string): boolean {
  for (let at = text.indexOf('"'); at >= 0; at = text.indexOf('"', at)) {
    at = quotedEnd(text, at);
    if (at < 0) return false;
  }
  return true;
}

/** The content of a quoted string; text without quotation marks as it is. */
export function unquote(text: string): string {
  if (text.length < 2 || !text.startsWith('"') || !text.endsWith('"')) return text;
  const inner = text.slice(1, -1);
  return inner.includes('\\') ? inner.replace(/\\([^])/g, '$1') : inner;
}

export function quote(text: string): string {
  return `"${text.replace(/["\\]/g, '\\$&')}"`;
}

/** Without spaces and tabs at either end. `String.trim` would also take a byte order mark, which is data here. */
export function trim(text: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && isBlank(text.charCodeAt(start))) start += 1;
  while (end > start && isBlank(text.charCodeAt(end - 1))) end -= 1;
  return start === 0 && end === text.length ? text : text.slice(start, end);
}

export function isBlank(char: number): boolean {
  return char === 0x20 || char === 0x09;
}
