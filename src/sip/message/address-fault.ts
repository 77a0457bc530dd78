import { isToken, quotedEnd, splitAt, trim } from './basic-rules.ts';

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
  const display = trim(text.slice(0, open));
  const plain = display === '' || display.startsWith('"') || display.split(/[ \t]+/).every(isToken);
  return plain ? paramsFault(text.slice(close + 1)) : 'the display name needs quotation marks';
}

function quotesMatch(text: string): boolean {
  for (let at = text.indexOf('"'); at >= 0; at = text.indexOf('"', at)) {
    at = quotedEnd(text, at);
    if (at < 0) return false;
  }
  return true;
}

function paramsFault(text: string): string {
  const names = splitAt(text, SEMICOLON).map((part) => trim(part.split('=', 1)[0] ?? '').toLowerCase());
  return new Set(names).size < names.length ? 'a parameter is given twice' : 'malformed';
}
