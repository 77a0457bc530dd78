/**
 * How long to wait after a 491 before the offer is made again, in ms (RFC 3261 14.1): in units of 10 ms, at the default
 * `t1` of 500, 2.1 to 4 s for the owner of the Call-ID, up to 2 s for the other.
 */
export function glareWait(ownsCallId: boolean, t1: number): number {
  const [from, to] = ownsCallId ? [210, 400] : [0, 200];
  return 10 * Math.round(from + Math.random() * (to - from)) * (t1 / 500);
}
