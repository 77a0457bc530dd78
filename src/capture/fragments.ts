/** Puts fragmented IPv4 packets together again (RFC 791 3.2): a SIP message may be longer than a frame. */
import type { Ipv4Packet } from './ipv4.ts';

/** Packets that wait for fragments at a time; the oldest gives way. Together at most 5 MB. */
const MOST_WAITING = 64;
/** Longest that a packet waits, in ms of the capture's clock. */
const PATIENCE = 30_000;
const LONGEST = 65_535;
const UNIT = 8;

export class Fragments {
  readonly #waiting = new Map<string, Waiting>();

  /** Packets that never became whole. */
  lost = 0;

  /** The whole packet, as soon as there is one; one that was never fragmented is whole as it comes. */
  take(packet: Ipv4Packet, at: number): Ipv4Packet | undefined {
    if (packet.offset === 0 && !packet.more) return packet;
    const { offset, more, payload } = packet;
    if (offset + payload.length > LONGEST || (more && payload.length % UNIT !== 0)) return undefined;
    this.#forgetOld(at);
    const key = `${packet.source} ${packet.destination} ${packet.protocol} ${packet.id}`;
    const waiting = this.#waiting.get(key) ?? this.#begin(key, at);
    waiting.add(offset, payload, more);
    const whole = waiting.whole();
    if (whole === undefined) return undefined;
    this.#waiting.delete(key);
    return { ...packet, offset: 0, more: false, payload: whole };
  }

  #begin(key: string, at: number): Waiting {
    const [oldest] = this.#waiting.keys();
    if (this.#waiting.size >= MOST_WAITING && oldest !== undefined) this.#forget(oldest);
    const waiting = new Waiting(at);
    this.#waiting.set(key, waiting);
    return waiting;
  }

  #forgetOld(now: number): void {
    for (const [key, { since }] of this.#waiting) {
      if (now - since <= PATIENCE) return;
      this.#forget(key);
    }
  }

  #forget(key: string): void {
    this.#waiting.delete(key);
    this.lost += 1;
  }
}

/** The fragments of one packet. Of what comes twice the first counts. */
class Waiting {
  readonly since: number;
  #bytes = Buffer.alloc(0);
  /** Which units of eight octets have come. */
  readonly #has = new Uint8Array(Math.ceil(LONGEST / UNIT));
  #count = 0;
  /** Length of the whole payload, known when the last fragment has come. */
  #total: number | undefined;

  constructor(since: number) {
    this.since = since;
  }

  add(offset: number, payload: Buffer, more: boolean): void {
    const end = offset + payload.length;
    if (!more) this.#total ??= end;
    this.#grow(end);
    for (let at = offset; at < end; at += UNIT) {
      if (this.#has[at / UNIT] === 1) continue;
      this.#has[at / UNIT] = 1;
      this.#count += 1;
      payload.copy(this.#bytes, at, at - offset, Math.min(at - offset + UNIT, payload.length));
    }
  }

  whole(): Buffer | undefined {
    const total = this.#total;
    if (total === undefined || this.#count < Math.ceil(total / UNIT)) return undefined;
    // A fragment beyond the last one is none of this packet.
    const units = this.#has.subarray(0, Math.ceil(total / UNIT));
    return units.every((has) => has === 1) ? this.#bytes.subarray(0, total) : undefined;
  }

  #grow(size: number): void {
    if (size <= this.#bytes.length) return;
    const larger = Buffer.alloc(Math.min(LONGEST, Math.max(size, this.#bytes.length * 2)));
    this.#bytes.copy(larger);
    this.#bytes = larger;
  }
}
