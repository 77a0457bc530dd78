/** Digits as telephone events in an RTP stream (RFC 4733 section 2.3): which packet takes the place of which frame of the voice. */
import { FRAME_SAMPLES } from './frame.ts';

/** Section 3.2, table 3: the event of a key is its place. */
const KEYS = '0123456789*#ABCD';

/** How long a key is held, and let go before the next, in frames of 20 ms. */
const HELD = 5;
const RELEASED = 3;
/** The packet that ends an event is sent three times in all (section 2.5.1.4). */
const ENDINGS = 3;
/** -10 dBm0 (section 2.3.3). */
const VOLUME = 10;

/** One packet of an event; all of an event bear the timestamp of its first. */
export interface DigitFrame {
  readonly payload: Uint8Array;
  /** The first packet of the event. */
  readonly begins: boolean;
  /** The first packet of the last digit. */
  readonly last: boolean;
}

/** The frames in which digits are sent, and the voice between them, which is undefined. Throws RangeError for what is no key. */
export function digitFrames(digits: string): ReadonlyArray<DigitFrame | undefined> {
  return digits
    .split('')
    .flatMap((key, at) => [
      ...eventFrames(eventOf(key), at === digits.length - 1),
      ...Array.from({ length: RELEASED }, () => undefined),
    ]);
}

function eventFrames(event: number, isLast: boolean): readonly DigitFrame[] {
  const frames = HELD - 1 + ENDINGS;
  return Array.from({ length: frames }, (_, at) => {
    const ends = at >= HELD - 1;
    const duration = Math.min(at + 1, HELD) * FRAME_SAMPLES;
    const payload = Uint8Array.of(event, (ends ? 0x80 : 0) | VOLUME, duration >> 8, duration & 0xff);
    return { payload, begins: at === 0, last: isLast && at === 0 };
  });
}

function eventOf(key: string): number {
  const event = KEYS.indexOf(key.toUpperCase());
  if (event === -1) throw new RangeError(`Expected a key of a telephone, got \`${key}\``);
  return event;
}
