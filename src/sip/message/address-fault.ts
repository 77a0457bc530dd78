import { quotedEnd, quotesMatch, splitAt, trim } from './basic-rules.ts';

const SEMICOLON = 0x3b;

/** Says what is wrong with an address that `parseNameAddr` has refused (RFC 3261 20.10). */
export function addressFault(value: string): string {
  const text = trim(value);
  if (!quotesMatch(text)) return 'a quoted string does not end';
  const open = text.indexOf('<', text.startsWith('"') ? quotedEnd(text, 0) : 0);
  if (open < 0) return /[?,]/.test(text) ? 'a URI with a question mark or comma needs brackets' : paramsFault(text);
  const close = text.indexOf('>', open);
  if (close < 0) return 'the bracket is not closed';
  if (/\s/.test(text.slice(open, close))) return 'white space between the brackets';
  return paramsFault(text.slice(close + 1));
}

function paramsFault(text: string): string {
  const tags = splitAt(text, SEMICOLON).filter((part) => /^[ \t]*tag[ \t]*=/i.test(part));
  return tags.length > 1 ? 'the tag is given twice' : 'malformed';
}
