/** Keys of a telephone in an RTP stream (RFC 4733): the other way round of `digit-frames.ts`. */
import type { RtpPacket } from './rtp.ts';

/** Section 3.2, table 3: the event of a key is its place. */
const KEYS = '0123456789*#ABCD';

/** The event that was read last; all packets of an event bear the timestamp of its first (section 2.5.1.2). */
interface Event {
  readonly ssrc: number;
  readonly timestamp: number;
}

/**
 * Reads the packets of one stream in the order in which they come. A key is told once, by the first packet of its event that
 * comes: which key it is stands in each of them, so that one that is lost does not matter.
 */
export class KeyReader {
  #last: Event | undefined;

  /** The key whose event begins with this packet. The caller tells telephone events from sound by their payload type. */
  read({ ssrc, timestamp, payload }: RtpPacket): string | undefined {
    const [event] = payload;
    if (event === undefined || payload.length < EVENT) return undefined;
    const { ssrc: lastSsrc, timestamp: before } = this.#last ?? {};
    if (lastSsrc === ssrc && before !== undefined && !isLater(timestamp, before)) return undefined;
    this.#last = { ssrc, timestamp };
    return KEYS[event];
  }
}

/** Octets of an event (section 2.3). */
const EVENT = 4;

/** Packets of an event may overtake one another; timestamps wrap around (RFC 3550 section 5.1). */
function isLater(timestamp: number, before: number): boolean {
  const ahead = (timestamp - before) >>> 0;
  return ahead > 0 && ahead < 0x8000_0000;
}
