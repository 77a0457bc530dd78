/** Tells how much of the last two seconds of sound is in a recording, from wherever in it the sound began. */
import { bitCount } from '../bit-count.ts';
import { BITS } from './print.ts';

/** How much of what was found stays from frame to frame: about two seconds count. */
const KEEP = 0.99;
/** Frames before anything is said. */
const LEAST = 50;

export class RecordingMatcher {
  readonly #prints: Uint16Array;
  /** Of each place of the recording at which the first frame may have been, the bits that differed since. */
  readonly #differences: Float32Array;
  #at = 0;
  #weight = 0;
  #frames = 0;

  constructor(prints: Uint16Array) {
    this.#prints = prints;
    this.#differences = new Float32Array(prints.length);
  }

  /**
   * Takes the print of one frame. Returns which part of the bits of the last two seconds differs where it fits best, from 0 to 1;
   * 1 until that can be said. The recording may be played in a loop.
   */
  push(print: number): number {
    const { length } = this.#prints;
    let least = Number.POSITIVE_INFINITY;
    let place = this.#at;
    for (let start = 0; start < length; start += 1) {
      const differs = (this.#differences[start] ?? 0) * KEEP + bitCount(print ^ (this.#prints[place] ?? 0));
      this.#differences[start] = differs;
      if (differs < least) least = differs;
      place = place + 1 === length ? 0 : place + 1;
    }
    this.skip(1);
    this.#weight = this.#weight * KEEP + BITS;
    this.#frames += 1;
    return this.#frames < LEAST ? 1 : Math.min(1, least / this.#weight);
  }

  /** Steps over frames that were lost or silent: the recording has gone on meanwhile. */
  skip(frames: number): void {
    if (this.#prints.length > 0) this.#at = (this.#at + frames) % this.#prints.length;
  }
}
