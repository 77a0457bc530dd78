/**
 * The ports of the phones' RTP: even ones (RFC 3550 11), one after the other, from a range that systems give to nobody else by
 * themselves. A pool that has died, or a phone whose call is over, leaves ports behind to which others still send for a
 * while. A stream that got such a port would hear a party of another call.
 */
import { randomInt } from 'node:crypto';

const FIRST = 20_000;
const COUNT = 6_300;

let next = randomInt(COUNT);

/** A port that this process has not handed out for long; whether it is free shows when it is bound. */
export function nextRtpPort(): number {
  next = (next + 1) % COUNT;
  return FIRST + 2 * next;
}
