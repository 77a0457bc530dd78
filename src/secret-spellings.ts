/**
 * How a secret may be spelled in what is written: as it is, escaped by JSON, XML, a URI or a quoted string, also in parts, and
 * as base64 or hexadecimal digits. Pure.
 */

/**
 * The source of a regular expression that finds the secret in each of its spellings, in text and in octets that were read
 * as Latin-1.
 */
export function spellings(secret: string): string {
  const octets = Buffer.from(secret);
  const escaped = Array.from(secret, escapedCharacter).join('');
  return [escaped, ...base64Spellings(octets), hexadecimal(octets.toString('hex'))].join('|');
}

function escapedCharacter(character: string): string {
  const octets = Buffer.from(character);
  const latin1 = octets.toString('latin1');
  const code = character.codePointAt(0) ?? 0;
  const units = character.split('').map((unit) => hexadecimal(unit.charCodeAt(0).toString(16).padStart(4, '0')));
  const forms = [
    literal(character),
    ...(latin1 === character ? [] : [literal(latin1)]),
    [...octets].map((octet) => `%(?:25)?${hexadecimal(octet.toString(16).padStart(2, '0'))}`).join(''),
    units.map((unit) => `\\\\+u${unit}`).join(''),
    `&#0*${code};`,
    `&#[xX]0*${hexadecimal(code.toString(16))};`,
    ...(ESCAPES.get(character) ?? []),
  ];
  return `(?:${forms.join('|')})`;
}

/** Each may be escaped once more: JSON in JSON has more backslashes. */
const ESCAPES: ReadonlyMap<string, readonly string[]> = new Map([
  ['"', ['\\\\+"', '&quot;']],
  ["'", ["\\\\+'", '&apos;']],
  ['\\', ['\\\\{2,8}']],
  ['/', ['\\\\+/']],
  ['&', ['&amp;']],
  ['<', ['&lt;']],
  ['>', ['&gt;']],
  [' ', ['\\+']],
  ['\t', ['\\\\+t']],
]);

/** Beside other text, as in the credentials of Basic, a secret begins at the first, second or third octet of a group. */
function base64Spellings(octets: Buffer): readonly string[] {
  return [0, 1, 2].map((before) => {
    const bits = (before + octets.length) * 8;
    const digits = Buffer.concat([Buffer.alloc(before), octets]).toString('base64');
    // A digit that the secret shares with its neighbours may be any.
    const first = before === 0 ? '' : ANY_DIGIT;
    const last = bits % 6 === 0 ? '' : `${ANY_DIGIT}=?=?`;
    const own = digits.slice(Math.ceil((before * 8) / 6), Math.floor(bits / 6));
    return `${first}${own.split('').map(base64Digit).join('')}${last}`;
  });
}

const ANY_DIGIT = '(?:[A-Za-z0-9+/_-]|%2[bBfF]|\\\\/)';

function base64Digit(digit: string): string {
  if (digit === '+') return '(?:\\+|-|%2[bB])';
  return digit === '/' ? '(?:/|_|\\\\/|%2[fF])' : digit;
}

/** In small and in capital letters. */
function hexadecimal(digits: string): string {
  return digits.replace(/[a-f]/g, (digit) => `[${digit}${digit.toUpperCase()}]`);
}

function literal(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
}
