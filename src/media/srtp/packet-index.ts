/** The index of the packets of one source, and which of them came already (RFC 3711 sections 3.3.1 and 3.3.2). Pure. */

/** In packets; RFC 3711 section 3.3.2 wants 64 or more. */
const WINDOW = 128;
const HALF = 2 ** 15;
const ROUND = 2 ** 16;

export class PacketIndexes {
  /** The highest index so far. */
  #highest: number | undefined;
  /** A bit for each packet of the window; the lowest bit is the highest index. */
  #seen = 0n;

  /** The index that a sequence number most likely stands for. Negative: it would be before the first packet. */
  estimate(sequence: number): number {
    if (this.#highest === undefined) return sequence;
    const last = this.#highest % ROUND;
    const rollovers = Math.floor(this.#highest / ROUND);
    const turn = sequence - last > HALF ? -1 : last - sequence > HALF ? 1 : 0;
    return (rollovers + turn) * ROUND + sequence;
  }

  /** It came already, or is too old to tell. */
  isReplayed(index: number): boolean {
    const age = this.#highest === undefined ? -1 : this.#highest - index;
    return age >= WINDOW || (age >= 0 && ((this.#seen >> BigInt(age)) & 1n) === 1n);
  }

  /** Only for a packet whose tag is right. */
  note(index: number): void {
    const ahead = this.#highest === undefined ? 0 : index - this.#highest;
    if (ahead >= 0) {
      this.#highest = index;
      this.#seen = BigInt.asUintN(WINDOW, (ahead >= WINDOW ? 0n : this.#seen << BigInt(ahead)) | 1n);
    } else this.#seen |= 1n << BigInt(-ahead);
  }
}
