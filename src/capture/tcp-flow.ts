/** One direction of a TCP connection as it was captured, put in order. */
import type { TcpSegment } from './segments.ts';

/** What may have come before its turn, in segments and in octets; beyond that what is missing is taken for lost. */
const MOST_AHEAD = 64;
const LONGEST_AHEAD = 256 * 1024;

export class TcpFlow {
  /** Sequence number of the next octet that is due. */
  #next: number | undefined;
  readonly #ahead = new Map<number, Buffer>();

  /**
   * What becomes due with this segment, in order; `lost` when octets before it never came. A capture that begins in the
   * middle of a connection begins with its first segment.
   */
  take({ sequence, syn, payload }: TcpSegment): ReadonlyArray<Buffer | 'lost'> {
    if (syn) {
      this.#next = (sequence + 1) >>> 0;
      this.#ahead.clear();
    }
    if (payload.length === 0) return [];
    const from = syn ? (sequence + 1) >>> 0 : sequence;
    this.#next ??= from;
    this.#hold(from, payload);
    const due = this.#due();
    return this.#isTooFarAhead() ? [...due, 'lost', ...this.#skip()] : due;
  }

  /** Of two segments that begin at the same octet the longer one has it all. */
  #hold(from: number, payload: Buffer): void {
    const held = this.#ahead.get(from);
    if (held === undefined || held.length < payload.length) this.#ahead.set(from, payload);
  }

  #due(): Buffer[] {
    const due: Buffer[] = [];
    for (let again = true; again; ) {
      again = false;
      for (const [from, payload] of this.#ahead) {
        const old = this.#behind(from);
        if (old < 0) continue;
        this.#ahead.delete(from);
        if (old >= payload.length) continue;
        due.push(payload.subarray(old));
        this.#next = (from + payload.length) >>> 0;
        again = true;
      }
    }
    return due;
  }

  #isTooFarAhead(): boolean {
    let octets = 0;
    for (const { length } of this.#ahead.values()) octets += length;
    return this.#ahead.size > MOST_AHEAD || octets > LONGEST_AHEAD;
  }

  /** Goes on with the nearest segment that is there. */
  #skip(): readonly Buffer[] {
    const nearest = [...this.#ahead.keys()].toSorted((a, b) => this.#behind(b) - this.#behind(a))[0];
    if (nearest !== undefined) this.#next = nearest;
    return this.#due();
  }

  /** How many octets before the one that is due this number lies; negative when it lies ahead (RFC 9293 3.4). */
  #behind(sequence: number): number {
    return ((this.#next ?? sequence) - sequence) | 0;
  }
}
