/** Takes pieces away, large ones first, as long as `still` holds, trying `tries` times at most. */
export function minimise(input: Buffer, still: (smaller: Buffer) => boolean, tries = 2_000): Buffer {
  let best = input;
  let left = tries;
  for (let size = Math.max(1, best.length >> 1); ; size >>= 1) {
    for (let at = 0; at < best.length && left > 0; left -= 1) {
      const smaller = Buffer.concat([best.subarray(0, at), best.subarray(at + size)]);
      if (still(smaller)) best = smaller;
      else at += size;
    }
    if (size <= 1 || left === 0) return best;
  }
}
