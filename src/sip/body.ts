/** The body of a message, or the part of it that is asked for (RFC 5621). */
import { type ContentType, parseContentType } from './fields/content-type.ts';
import { header, headerValues } from './message/headers.ts';
import { EMPTY_BODY, type SipMessage } from './message/message.ts';
import { asBuffer, decodeText } from './message/octets.ts';

/** Parts within parts that are looked into. */
const DEPTH = 3;
/** Parts that are looked at; nobody sends as many. */
const MOST_PARTS = 32;

/**
 * The octets of this media type, `application/sdp`, that the message has: its body, or the first such part of a multipart body, at any
 * depth. A body whose type is not told can only be what is asked for. Empty when there is no body; undefined when what is
 * there is of another type, or in an encoding (RFC 3261 20.12).
 */
export function bodyOf(message: SipMessage, type: string): Uint8Array | undefined {
  if (message.body.length === 0) return EMPTY_BODY;
  if (headerValues(message, 'Content-Encoding').some((each) => each.toLowerCase() !== 'identity')) return undefined;
  const told = header(message, 'Content-Type');
  return told === undefined || told === '' ? message.body : partOf(told, message.body, type, DEPTH);
}

function partOf(told: string, body: Uint8Array, type: string, depth: number): Uint8Array | undefined {
  const read = parseContentType(told);
  if (read === undefined) return undefined;
  if (`${read.type}/${read.subtype}` === type) return body;
  if (read.type !== 'multipart' || depth === 0) return undefined;
  for (const part of partsOf(read, body)) {
    const { told: toldOfPart, body: inner } = readPart(part);
    const found = partOf(toldOfPart, inner, type, depth - 1);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** RFC 2046 5.1.1: the line end before a delimiter belongs to it. One delimiter that is missing at the end is no loss. */
function partsOf({ params }: ContentType, body: Uint8Array): readonly Buffer[] {
  const boundary = params.get('boundary') ?? '';
  if (boundary === '') return [];
  const buffer = asBuffer(body);
  const mark = Buffer.from(`--${boundary}`);
  const parts: Buffer[] = [];
  let from = -1;
  for (let at = delimiterAt(buffer, mark, 0); at >= 0 && parts.length < MOST_PARTS; ) {
    if (from >= 0) parts.push(buffer.subarray(from, lineStart(buffer, at)));
    if (buffer.toString('latin1', at + mark.length, at + mark.length + 2) === '--') return parts;
    const end = buffer.indexOf('\n', at + mark.length);
    if (end < 0) return parts;
    from = end + 1;
    at = delimiterAt(buffer, mark, from);
  }
  return from < 0 || parts.length === MOST_PARTS ? parts : [...parts, buffer.subarray(from)];
}

/** A delimiter stands at the beginning of a line and may be followed by white space only. */
function delimiterAt(buffer: Buffer, mark: Buffer, from: number): number {
  for (let at = buffer.indexOf(mark, from); at >= 0; at = buffer.indexOf(mark, at + 1)) {
    const after = buffer.toString('latin1', at + mark.length, at + mark.length + 2);
    if ((at === 0 || buffer[at - 1] === 0x0a) && /^(?:--|[ \t\r\n]|$)/.test(after)) return at;
  }
  return -1;
}

/** Before the line end that goes before `at`. */
function lineStart(buffer: Buffer, at: number): number {
  return buffer[at - 2] === 0x0d ? at - 2 : at - 1;
}

/** A part without header fields is text/plain (RFC 2046 5.1). */
function readPart(part: Buffer): { readonly told: string; readonly body: Buffer } {
  const [empty] = /^\r?\n/.exec(part.toString('latin1', 0, 2)) ?? [];
  if (empty !== undefined) return { told: 'text/plain', body: part.subarray(empty.length) };
  const found = /\r?\n\r?\n/.exec(part.toString('latin1'));
  const end = found === null ? part.length : found.index;
  const head = decodeText(part.subarray(0, end)).replace(/\r?\n[ \t]+/g, ' ');
  const told = /^content-type[ \t]*:[ \t]*(.*)$/im.exec(head)?.[1] ?? 'text/plain';
  return { told: told.trim(), body: part.subarray(end + (found?.[0].length ?? 0)) };
}
