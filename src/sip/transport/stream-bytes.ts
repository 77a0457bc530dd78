/** Keeps the octets of a stream until it is known which message they belong to. */
import type { ParseOutcome } from '../message/parse.ts';
import { serializeMessage } from '../message/serialize.ts';

const NOTHING = Buffer.alloc(0);

/** Holds no more than the framer beside it, and the chunk that is being read. */
export class StreamBytes {
  #held: Buffer = NOTHING;

  push(chunk: Buffer): void {
    this.#held = this.#held.length === 0 ? chunk : Buffer.concat([this.#held, chunk]);
  }

  /** The octets of the next message that the framer cut off. */
  take(outcome: ParseOutcome): Uint8Array {
    this.#held = this.#held.subarray(emptyLines(this.#held));
    const size = outcome.ok ? serializeMessage(outcome.message).length : refusedSize(this.#held);
    const bytes = this.#held.subarray(0, size);
    this.#held = this.#held.subarray(size);
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
function refusedSize(bytes: Buffer): number {
  const head = /^[^]*?\r?\n\r?\n/.exec(bytes.toString('latin1'))?.[0] ?? '';
  const length = /^(?:content-length|l)[ \t]*:[ \t]*(\d+)/im.exec(head)?.[1];
  return head.length + Number(length ?? 0);
}
