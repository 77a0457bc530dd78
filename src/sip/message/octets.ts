/**
 * Octets to text and back without loss. SIP text is UTF-8; an octet that is not part of valid UTF-8 becomes the lone
 * surrogate U+DC00 + octet, which valid UTF-8 never gives, and becomes that octet again on the way out.
 */
import { isAscii, isUtf8 } from 'node:buffer';

const ESCAPE_BASE = 0xdc00;

export function decodeText(octets: Uint8Array): string {
  const buffer = asBuffer(octets);
  if (isAscii(buffer)) return buffer.toString('latin1');
  if (isUtf8(buffer)) return buffer.toString('utf8');
  return decodeDamaged(buffer);
}

export function encodeText(text: string): Buffer {
  return hasEscapes(text) ? encodeEscapes(text) : Buffer.from(text, 'utf8');
}

/** `text` followed by `tail`, in one piece. */
export function encodeWithTail(text: string, tail: Uint8Array): Buffer {
  const size = Buffer.byteLength(text);
  const ascii = size === text.length;
  if (!ascii && hasEscapes(text)) return Buffer.concat([encodeEscapes(text), tail]);
  const octets = Buffer.allocUnsafe(size + tail.length);
  octets.write(text, 0, ascii ? 'latin1' : 'utf8');
  octets.set(tail, size);
  return octets;
}

/** Number of octets that the first `end` characters of `text` stand for. */
export function octetOffset(text: string, end: number): number {
  return encodeText(text.slice(0, end)).length;
}

export function asBuffer(octets: Uint8Array): Buffer {
  return Buffer.isBuffer(octets) ? octets : Buffer.from(octets.buffer, octets.byteOffset, octets.length);
}

function hasEscapes(text: string): boolean {
  return /[\udc80-\udcff]/.test(text);
}

function decodeDamaged(octets: Buffer): string {
  let text = '';
  let at = 0;
  while (at < octets.length) {
    const length = sequenceLength(octets, at);
    text +=
      length === 0 ? String.fromCharCode(ESCAPE_BASE + (octets[at] ?? 0)) : octets.toString('utf8', at, at + length);
    at += Math.max(length, 1);
  }
  return text;
}

/** Length of the valid UTF-8 sequence at `at`, 0 if there is none. */
function sequenceLength(octets: Buffer, at: number): number {
  const lead = octets[at] ?? 0;
  if (lead < 0x80) return 1;
  const length = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
  return at + length <= octets.length && isUtf8(octets.subarray(at, at + length)) ? length : 0;
}

function encodeEscapes(text: string): Buffer {
  const parts: Buffer[] = [];
  // With the u flag a surrogate pair is one character, so only lone surrogates match.
  for (const part of text.split(/([\udc80-\udcff]+)/u)) {
    const escaped = /^[\udc80-\udcff]/u.test(part);
    parts.push(escaped ? Buffer.from(Array.from(part, (char) => char.charCodeAt(0) - ESCAPE_BASE)) : Buffer.from(part));
  }
  return Buffer.concat(parts);
}
