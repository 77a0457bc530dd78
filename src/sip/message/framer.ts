/** Messages out of a stream (RFC 3261 18.3, keep-alives of RFC 5626 4.4.1). */
import { type Head, readHead } from './head.ts';
import { type Limits, withDefaults } from './limits.ts';
import { decodeText } from './octets.ts';
import { assemble, NO_START, type ParseOutcome, refuseHead } from './parse.ts';
import type { Problem } from './problem.ts';
import { findProblem } from './check-fields.ts';

const LF = 0x0a;
const CR = 0x0d;

/** A head that is complete, whose body is awaited. */
interface Pending {
  readonly head: Head;
  readonly text: string;
  /** Octets of the body. */
  readonly size: number;
  /** Why the message will be refused once its body has passed. */
  readonly problem: Problem | undefined;
}

/**
 * Cuts a stream into messages. What comes out does not depend on how the stream was cut into chunks. Once the end of a
 * message can no longer be known the stream is `broken`, and nothing more comes out: the connection is to be closed.
 */
export class StreamFramer {
  readonly #limits: Limits;
  /** The head, then the body, of the message that is coming in. */
  #buffer: Buffer = Buffer.allocUnsafe(2048);
  #used = 0;
  #lineEnd: '\r\n' | '\n' | undefined;
  #pending: Pending | undefined;
  /** Line ends between messages that have not yet made a keep-alive. */
  #emptyLines = 0;
  #broken: string | undefined;

  constructor(options: { readonly limits?: Partial<Limits> } = {}) {
    this.#limits = withDefaults(options.limits);
  }

  /** Why the stream can no longer be cut into messages. */
  get broken(): string | undefined {
    return this.#broken;
  }

  /** What became complete with this chunk, in order; a double CRLF between messages is a keep-alive. */
  push(chunk: Uint8Array): Array<ParseOutcome | 'keepalive'> {
    const outcomes: Array<ParseOutcome | 'keepalive'> = [];
    let at = 0;
    while (at < chunk.length && this.#broken === undefined) {
      if (this.#pending !== undefined) at = this.#readBody(chunk, at, this.#pending, outcomes);
      else if (this.#used === 0 && isLineEnd(chunk[at])) at = this.#skipLineEnd(chunk, at, outcomes);
      else at = this.#readLine(chunk, at, outcomes);
    }
    return outcomes;
  }

  #skipLineEnd(chunk: Uint8Array, at: number, outcomes: Array<ParseOutcome | 'keepalive'>): number {
    if (chunk[at] === LF) this.#emptyLines += 1;
    if (this.#emptyLines === 2) {
      outcomes.push('keepalive');
      this.#emptyLines = 0;
    }
    return at + 1;
  }

  #readLine(chunk: Uint8Array, from: number, outcomes: Array<ParseOutcome | 'keepalive'>): number {
    this.#emptyLines = 0;
    const lf = chunk.indexOf(LF, from);
    const piece = chunk.subarray(from, lf < 0 ? chunk.length : lf + 1);
    // The empty line comes on top of the limit.
    if (this.#used + piece.length > Math.min(this.#limits.head + 2, this.#limits.message)) {
      const reason = `the header fields are longer than ${this.#limits.head} octets`;
      outcomes.push(this.#break({ ok: false, reason, offset: this.#limits.head, status: 513, fields: [] }));
      return chunk.length;
    }
    this.#append(piece);
    if (lf >= 0 && this.#atHeadEnd()) this.#readHead(outcomes);
    return from + piece.length;
  }

  /** The buffer ends with a line end: is it that of the empty line? */
  #atHeadEnd(): boolean {
    this.#lineEnd ??= this.#buffer[this.#used - 2] === CR ? '\r\n' : '\n';
    const empty = this.#lineEnd + this.#lineEnd;
    return this.#buffer.toString('latin1', Math.max(this.#used - empty.length, 0), this.#used) === empty;
  }

  #readHead(outcomes: Array<ParseOutcome | 'keepalive'>): void {
    const lineEnd = this.#lineEnd ?? '\r\n';
    const text = decodeText(this.#buffer.subarray(0, this.#used - lineEnd.length));
    const head = readHead(text, lineEnd, this.#limits);
    const size = bodySize(head);
    if (typeof size === 'string') {
      const problem = head.problem ?? { reason: size, at: text.length, status: 400 };
      outcomes.push(this.#break(refuseHead(head, text, problem)));
      return;
    }
    if (this.#used + size > this.#limits.message) {
      const reason = `the message is longer than ${this.#limits.message} octets`;
      outcomes.push(this.#break(refuseHead(head, text, { reason, at: text.length, status: 413 })));
      return;
    }
    this.#pending = { head, text, size, problem: head.problem ?? findProblem(head) };
    this.#used = 0;
    if (size === 0) outcomes.push(this.#finish(this.#pending));
  }

  #readBody(chunk: Uint8Array, from: number, pending: Pending, outcomes: Array<ParseOutcome | 'keepalive'>): number {
    const piece = chunk.subarray(from, from + pending.size - this.#used);
    this.#append(piece);
    if (this.#used === pending.size) outcomes.push(this.#finish(pending));
    return from + piece.length;
  }

  #finish({ head, text, size, problem }: Pending): ParseOutcome {
    const body = Uint8Array.from(this.#buffer.subarray(0, size));
    this.#pending = undefined;
    this.#lineEnd = undefined;
    this.#used = 0;
    if (problem !== undefined) return refuseHead(head, text, problem);
    const message = assemble(head, body, false);
    return message === undefined ? refuseHead(head, text, NO_START) : { ok: true, message, skipped: 0, ignored: 0 };
  }

  #append(piece: Uint8Array): void {
    const needed = this.#used + piece.length;
    if (needed > this.#buffer.length) {
      const larger = Buffer.allocUnsafe(Math.max(needed, this.#buffer.length * 2));
      this.#buffer.copy(larger, 0, 0, this.#used);
      this.#buffer = larger;
    }
    this.#buffer.set(piece, this.#used);
    this.#used = needed;
  }

  #break<O extends ParseOutcome & { readonly ok: false }>(refused: O): O {
    this.#broken = refused.reason;
    this.#buffer = Buffer.alloc(0);
    this.#used = 0;
    return refused;
  }
}

/** Octets of the body, or why that cannot be known. */
function bodySize(head: Head): number | string {
  if (head.start === undefined || !head.sound) return 'the header fields are malformed';
  const lengths = head.fields.filter((field) => field.name === 'Content-Length').map((field) => field.value);
  const [length] = lengths;
  if (length === undefined) return 'no Content-Length on a stream';
  if (lengths.length > 1) return 'Content-Length is given twice';
  return /^0*[0-9]{1,10}$/.test(length) ? Number(length) : 'Content-Length is no number';
}

function isLineEnd(octet: number | undefined): boolean {
  return octet === LF || octet === CR;
}
