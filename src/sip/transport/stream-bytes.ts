/** Keeps the octets of a stream until it is known which message they belong to. */
import type { ParseOutcome, Refused } from '../message/parse.ts';
import { serializeMessage } from '../message/serialize.ts';

const NOTHING = Buffer.alloc(0);
const LF = 0x0a;

/** Holds no more than the framer beside it, and the chunk that is being read. */
export class StreamBytes {
  #held: Buffer = NOTHING;

  push(chunk: Buffer): void {
    this.#held = this.#held.length === 0 ? chunk : Buffer.concat([this.#held, chunk]);
  }

  /** The octets of the next message that the framer cut off. */
  take(outcome: ParseOutcome): Uint8Array {
    this.#held = this.#held.subarray(emptyLines(this.#held));
    const size = outcome.ok ? serializeMessage(outcome.message).length : refusedSize(this.#held, outcome);
    const bytes = this.#held.subarray(0, size);
    this.#held = this.#held.subarray(size);
    return bytes;
  }

  /** The two empty lines of a keep-alive that the framer found before anything else. */
  takeKeepAlive(): Uint8Array {
    const end = this.#held.indexOf(LF, this.#held.indexOf(LF) + 1) + 1;
    const bytes = this.#held.subarray(0, end);
    this.#held = this.#held.subarray(end);
    return bytes;
  }

  takeAll(): Uint8Array {
    const bytes = this.#held;
    this.#held = NOTHING;
    return bytes;
  }
}

/** Line ends before a message belong to none (RFC 3261 7.5). */
function emptyLines(bytes: Uint8Array): number {
  let count = 0;
  while (bytes[count] === 13 || bytes[count] === 10) count += 1;
  return count;
}

/** A message that is refused but could be cut off has its head and one Content-Length. */
function refusedSize(bytes: Buffer, { fields }: Refused): number {
  const head = /^[^]*?\r?\n\r?\n/.exec(bytes.toString('latin1'))?.[0] ?? '';
  return head.length + Number(fields.find(({ name }) => name === 'Content-Length')?.value ?? 0);
}
