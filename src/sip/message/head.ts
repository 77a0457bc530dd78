/** The part of a message before its body: finding its end, cutting it into fields. */
import type { Limits } from './limits.ts';
import { isBlank, isToken, trim } from './basic-rules.ts';
import type { HeaderField } from './message.ts';
import { canonicalName } from './names.ts';
import { asBuffer } from './octets.ts';
import type { Problem } from './problem.ts';
import { readStartLine, type StartLine } from './start-line.ts';

const LF = 0x0a;
const CR = 0x0d;
const COLON = 0x3a;

export type LineEnd = '\r\n' | '\n';

export interface Head {
  readonly start: StartLine | undefined;
  readonly fields: readonly HeaderField[];
  /** Where in the text each field begins. */
  readonly offsets: readonly number[];
  readonly lineEnd: LineEnd;
  /** Every header line could be read, so that none can hide a Content-Length. */
  readonly sound: boolean;
  /** What is wrong with the start line. */
  readonly startProblem: Problem | undefined;
  /** The first thing that is wrong; the fields that could be read are there all the same. */
  readonly problem: Problem | undefined;
}

/**
 * Looks for the empty line. A message whose first line ends with a bare LF must use bare LFs throughout (a leniency:
 * RFC 3261 wants CRLF, RFC 5118's own archive has LF).
 */
export function findHeadEnd(octets: Uint8Array): { lineEnd: LineEnd; head: number; body: number } | undefined {
  const buffer = asBuffer(octets);
  const first = buffer.indexOf(LF);
  if (first < 0) return undefined;
  const lineEnd = first > 0 && buffer[first - 1] === CR ? '\r\n' : '\n';
  const empty = lineEnd + lineEnd;
  const at = buffer.indexOf(empty, 0, 'latin1');
  return at < 0 ? undefined : { lineEnd, head: at + lineEnd.length, body: at + empty.length };
}

/** `text` is the start line and the fields, each with its line end. */
export function readHead(text: string, lineEnd: LineEnd, limits: Limits): Head {
  const fields: HeaderField[] = [];
  const offsets: number[] = [];
  let at = lineEndAt(text, 0, lineEnd);
  const { line: start, problem: startProblem } = readStartLine(text.slice(0, at));
  const stray = strayLineEnd(text, 0, at, lineEnd);
  let problem = stray;
  at += lineEnd.length;
  for (let lines = 0; at < text.length; lines += 1) {
    if (lines === limits.headers) {
      problem ??= { reason: `more than ${limits.headers} header fields`, at, status: 513 };
      break;
    }
    const end = fieldEnd(text, at, lineEnd);
    const field = strayLineEnd(text, at, end, lineEnd) ?? readField(text, at, end);
    if ('reason' in field) problem ??= field;
    else {
      fields.push(field);
      offsets.push(at);
    }
    at = end + lineEnd.length;
  }
  const sound = problem === undefined;
  return {
    start,
    startProblem: startProblem ?? stray,
    fields,
    offsets,
    lineEnd,
    sound,
    problem: startProblem ?? problem,
  };
}

function lineEndAt(text: string, from: number, lineEnd: LineEnd): number {
  // Looking for one character is much faster than for two.
  const lf = text.indexOf('\n', from);
  if (lineEnd === '\r\n' && lf >= 0 && text.charCodeAt(lf - 1) !== CR) return lineEndAfter(text, lf, lineEnd);
  return lf < 0 ? text.length : lf - lineEnd.length + 1;
}

function lineEndAfter(text: string, strayLf: number, lineEnd: LineEnd): number {
  const at = text.indexOf(lineEnd, strayLf);
  return at < 0 ? text.length : at;
}

/** End of the field that begins at `from`, continuation lines included (7.3.1). */
function fieldEnd(text: string, from: number, lineEnd: LineEnd): number {
  let end = lineEndAt(text, from, lineEnd);
  while (isBlank(text.charCodeAt(end + lineEnd.length))) end = lineEndAt(text, end + lineEnd.length, lineEnd);
  return end;
}

function readField(text: string, from: number, end: number): HeaderField | Problem {
  if (isBlank(text.charCodeAt(from))) return bad('a continuation line without a header field before it', from);
  const colon = colonIn(text, from, end);
  if (colon < 0) return bad('a header line without a colon', from);
  const written = text.slice(from, colon);
  const name = canonicalName(written);
  if (name !== written || !isToken(name)) return readOddField(text, from, colon, end);
  const plain = text.charCodeAt(colon + 1) === 0x20 && !isBlank(text.charCodeAt(colon + 2));
  const value = text.slice(colon + 2, end);
  if (!plain || isBlank(text.charCodeAt(end - 1)) || hasFold(value)) return readOddField(text, from, colon, end);
  return { name, value };
}

function colonIn(text: string, from: number, end: number): number {
  for (let at = from; at < end; at += 1) if (text.charCodeAt(at) === COLON) return at;
  return -1;
}

/** A field that `name: value` would not give back as it was. */
function readOddField(text: string, from: number, colon: number, end: number): HeaderField | Problem {
  const name = canonicalName(trim(text.slice(from, colon)));
  if (!isToken(name)) return bad('a header name that is no token', from);
  return { name, value: trim(unfold(text.slice(colon + 1, end))), raw: text.slice(from, end) };
}

function hasFold(value: string): boolean {
  return value.includes('\n');
}

/** A fold and the white space around it is one space (7.3.1). */
function unfold(value: string): string {
  if (!hasFold(value)) return value;
  return value.split(/\r?\n/).map(trim).join(' ');
}

/** A CR or LF that is not part of a line end of this message's kind. */
function strayLineEnd(text: string, from: number, end: number, lineEnd: LineEnd): Problem | undefined {
  if (lineEnd === '\r\n' && text.indexOf('\n', from) === end + 1 && text.indexOf('\r', from) === end) return undefined;
  for (let at = from; at < end; at += 1) {
    const char = text.charCodeAt(at);
    if (char !== CR && char !== LF) continue;
    if (lineEnd === '\n' ? char === LF : char === CR && text.charCodeAt(at + 1) === LF) {
      at += lineEnd.length - 1;
      continue;
    }
    return bad(char === CR ? 'a stray CR' : 'a stray LF', at);
  }
  return undefined;
}

function bad(reason: string, at: number): Problem {
  return { reason, at, status: 400 };
}
