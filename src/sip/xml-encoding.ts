/** The octets of an XML document as text: byte order mark, declared encoding, UTF-8 (XML 1.0 appendix F). */
import { isUtf8 } from 'node:buffer';
import { TextDecoder } from 'node:util';
import { asBuffer } from './message/octets.ts';

/** How far into a document its declaration may name the encoding, in octets. */
const DECLARATION = 256;
const ENCODING = /^<\?xml[ \t\r\n][^<>]*?[ \t\r\n]encoding[ \t\r\n]*=[ \t\r\n]*(?:"([\w.-]+)"|'([\w.-]+)')/;

/**
 * The text of a document. Octets that are no UTF-8 in a document that names no other encoding are taken as ISO 8859-1:
 * devices write display names in it without saying so, and a display name must not hide the state of a dialog.
 */
export function decodeXml(document: Uint8Array): string {
  const octets = asBuffer(document);
  const wide = wideEncoding(octets);
  if (wide !== undefined) return new TextDecoder(wide).decode(octets);
  const declared = declaredEncoding(octets);
  const decoder = declared === undefined ? undefined : decoderFor(declared);
  if (decoder !== undefined) return decoder.decode(octets);
  return octets.toString(isUtf8(octets) ? 'utf8' : 'latin1');
}

/** UTF-16, by its byte order mark or by how `<` looks in it. */
function wideEncoding(octets: Buffer): 'utf-16le' | 'utf-16be' | undefined {
  const start = octets.toString('latin1', 0, 2);
  if (start === '\xff\xfe' || start === '<\0') return 'utf-16le';
  return start === '\xfe\xff' || start === '\0<' ? 'utf-16be' : undefined;
}

/** Undefined for UTF-8, and for UTF-16, which octets that show this declaration cannot be. */
function declaredEncoding(octets: Buffer): string | undefined {
  const match = ENCODING.exec(octets.toString('latin1', 0, DECLARATION).replace(/^\xef\xbb\xbf/, ''));
  const name = (match?.[1] ?? match?.[2])?.toLowerCase();
  return name === undefined || /^utf-?(?:8|16)/.test(name) ? undefined : name;
}

/** Undefined for an encoding that this Node does not know. */
function decoderFor(name: string): TextDecoder | undefined {
  try {
    return new TextDecoder(name);
  } catch (error) {
    if (Object(error).code === 'ERR_ENCODING_NOT_SUPPORTED') return undefined;
    throw error;
  }
}
