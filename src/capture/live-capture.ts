/** A capture that is being made: what comes out of tcpdump becomes messages, and marks are seen passing by. */
import { PcapReader } from './pcap-reader.ts';
import type { Segment } from './segments.ts';
import { Segments } from './segments.ts';
import { type CapturedMessage, SipReader, type SipReaderOptions } from './sip-reader.ts';
import { WallClock } from './wall-clock.ts';

/** A message and when it was on the wire. */
export interface SeenMessage extends CapturedMessage {
  /** `performance.now()` */
  readonly now: number;
}

export interface LiveOptions extends SipReaderOptions {
  readonly onSip: (message: SeenMessage) => void;
}

/** The discard service (RFC 863): nobody minds what is sent there. */
export const MARK_PORT = 9;
const MARK = 'parkspec capture mark ';

/** What a datagram to MARK_PORT holds so that its passing is noticed. */
export function markText(id: string): string {
  return `${MARK}${id}`;
}

export class LiveCapture {
  readonly #reader = new PcapReader();
  readonly #segments = new Segments();
  readonly #sip: SipReader;
  readonly #clock = new WallClock();
  readonly #onSip: LiveOptions['onSip'];
  readonly #marks = new Map<string, () => void>();
  #frames = 0;

  constructor({ onSip, ...options }: LiveOptions) {
    this.#sip = new SipReader(options);
    this.#onSip = onSip;
  }

  get broken(): string | undefined {
    return this.#reader.broken;
  }

  /** The header of the capture has come. */
  get begun(): boolean {
    return this.#reader.begun;
  }

  /** Frames seen until now. */
  get frames(): number {
    return this.#frames;
  }

  /** Octets from the beginning of the capture to the end of its last whole frame. */
  get whole(): number {
    return this.#reader.whole;
  }

  push(chunk: Uint8Array): void {
    for (const frame of this.#reader.push(chunk)) {
      this.#frames += 1;
      const segment = this.#segments.read(frame);
      if (segment !== undefined && !this.#isMark(segment)) this.#tell(segment);
    }
  }

  /** Calls `seen` once, when the datagram with this mark passes by. */
  expectMark(id: string, seen: () => void): void {
    this.#marks.set(id, seen);
  }

  #tell(segment: Segment): void {
    for (const message of this.#sip.take(segment)) {
      this.#onSip({ ...message, now: this.#clock.monotonic(message.at) });
    }
  }

  #isMark({ transport, destination, payload }: Segment): boolean {
    if (transport !== 'udp' || destination.port !== MARK_PORT) return false;
    const text = payload.toString('latin1');
    if (!text.startsWith(MARK)) return false;
    const id = text.slice(MARK.length);
    this.#marks.get(id)?.();
    this.#marks.delete(id);
    return true;
  }
}
