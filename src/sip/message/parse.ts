/** Octets to messages. Never throws, and takes time in proportion to the number of octets. */
import { findHeadEnd, type Head, type LineEnd, readHead } from './head.ts';
import { type Limits, withDefaults } from './limits.ts';
import { EMPTY_BODY, type HeaderField, type SipMessage, type SipRequest, type WireForm } from './message.ts';
import { isSingleName } from './names.ts';
import { decodeText, octetOffset } from './octets.ts';
import type { Problem } from './problem.ts';
import { findProblem } from './check-fields.ts';

export interface Parsed {
  readonly ok: true;
  readonly message: SipMessage;
  /** Octets of the empty lines before the message; they are no part of it (7.5). */
  readonly skipped: number;
  /** Octets of the datagram after the end of the body; they are no part of the message (18.3). */
  readonly ignored: number;
}

export interface Refused {
  readonly ok: false;
  readonly reason: string;
  /** Octet at which the trouble was noticed. */
  readonly offset: number;
  /** What a server answers to such a request: 400, 413, 505, 513. */
  readonly status: number;
  /** The header fields that could be read. */
  readonly fields: readonly HeaderField[];
  /** A request that can be answered although it is refused: all fields that a response copies could be read. */
  readonly partial?: SipRequest;
}

export type ParseOutcome = Parsed | Refused;

/** Reads the message in one datagram. */
export function parseMessage(data: Uint8Array, options: { readonly limits?: Partial<Limits> } = {}): ParseOutcome {
  const limits = withDefaults(options.limits);
  const skipped = emptyLines(data);
  const outcome = readMessage(skipped === 0 ? data : data.subarray(skipped), limits);
  if (skipped === 0) return outcome;
  return outcome.ok ? { ...outcome, skipped } : { ...outcome, offset: outcome.offset + skipped };
}

function emptyLines(data: Uint8Array): number {
  let at = 0;
  while (data[at] === 0x0d || data[at] === 0x0a) at += 1;
  return at;
}

function readMessage(data: Uint8Array, limits: Limits): ParseOutcome {
  const found = findHeadEnd(data);
  const unended = found === undefined;
  const end = found ?? unendedHead(data);
  const received = decodeText(data.subarray(0, Math.min(end.head, limits.head)));
  const text = unended || end.head > limits.head ? wholeLines(received) : received;
  const head = readHead(text, end.lineEnd, limits);
  const refuse = (problem: Problem) => refuseHead(head, text, problem);
  const tooLarge = sizeProblem(data.length, end.head, text.length, limits);
  if (tooLarge !== undefined) return refuse(tooLarge);
  const problem = head.problem ?? findProblem(head);
  if (problem !== undefined) return refuse(problem);
  const length = contentLength(head);
  if (unended && (length !== 0 || text !== received)) {
    return refuse({ reason: 'no empty line after the header fields', at: text.length, status: 400 });
  }
  const rest = data.length - end.body;
  if (length !== undefined && length > rest) {
    return refuse({ reason: `Content-Length is ${length} but ${rest} octets follow`, at: text.length, status: 400 });
  }
  const size = length ?? rest;
  const message = assemble(head, data.subarray(end.body, end.body + size), unended);
  return message === undefined ? refuse(NO_START) : { ok: true, message, skipped: 0, ignored: rest - size };
}

export const NO_START: Problem = { reason: 'no start line', at: 0, status: 400 };

/** The only Content-Length of a head in which nothing is wrong. */
function contentLength(head: Head): number | undefined {
  const field = head.fields.find((each) => each.name === 'Content-Length');
  return field === undefined ? undefined : Number(field.value);
}

export function assemble(head: Head, body: Uint8Array, unended: boolean): SipMessage | undefined {
  const { start, fields: headers } = head;
  if (start === undefined) return undefined;
  const unsized = contentLength(head) === undefined;
  const unspaced = start.kind === 'response' && start.unspaced === true;
  const plain = start.version === 'SIP/2.0' && head.lineEnd === '\r\n' && !unended && !unspaced && !unsized;
  const wire = plain ? undefined : wireForm(head, start.version, { unended, unspaced, unsized });
  if (start.kind === 'request') {
    const { method, uri } = start;
    return wire === undefined
      ? { kind: 'request', method, uri, headers, body }
      : { kind: 'request', method, uri, headers, body, wire };
  }
  const { status, reason } = start;
  return wire === undefined
    ? { kind: 'response', status, reason, headers, body }
    : { kind: 'response', status, reason, headers, body, wire };
}

export function refuseHead(head: Head, text: string, problem: Problem): Refused {
  const { reason, status } = problem;
  const refused = { ok: false, reason, status, offset: octetOffset(text, problem.at), fields: head.fields } as const;
  const partial = answerable(head);
  return partial === undefined ? refused : { ...refused, partial };
}

/** Without the last line if that was cut off. */
function wholeLines(text: string): string {
  return text.slice(0, text.lastIndexOf('\n') + 1) || text;
}

/** Stands in when there is no empty line: all is head. */
function unendedHead(data: Uint8Array): { lineEnd: LineEnd; head: number; body: number } {
  const first = data.indexOf(0x0a);
  const lineEnd = first > 0 && data[first - 1] !== 0x0d ? '\n' : '\r\n';
  return { lineEnd, head: data.length, body: data.length };
}

function sizeProblem(size: number, head: number, at: number, limits: Limits): Problem | undefined {
  if (head > limits.head) return { reason: `the header fields are longer than ${limits.head} octets`, at, status: 513 };
  if (size > limits.message) return { reason: `the message is longer than ${limits.message} octets`, at, status: 413 };
  return undefined;
}

function wireForm(
  head: Head,
  version: string,
  { unended, unspaced, unsized }: { unended: boolean; unspaced: boolean; unsized: boolean },
): WireForm {
  return {
    ...(version === 'SIP/2.0' ? {} : { version }),
    ...(head.lineEnd === '\n' ? { lineEnd: '\n' } : {}),
    ...(unended ? { unended: true } : {}),
    ...(unspaced ? { unspaced } : {}),
    ...(unsized ? { unsized } : {}),
  };
}

/** The first of each field that must be there once, without a body. */
function answerable(head: Head): SipRequest | undefined {
  if (head.start?.kind !== 'request') return undefined;
  const seen = new Set<string>();
  const headers = head.fields.filter(({ name }) => {
    const again = seen.has(name) && isSingleName(name);
    seen.add(name);
    return !again;
  });
  const complete = ['Via', 'From', 'To', 'Call-ID', 'CSeq'].every((name) => seen.has(name));
  const { method, uri } = head.start;
  return complete ? { kind: 'request', method, uri, headers: headers, body: EMPTY_BODY } : undefined;
}
