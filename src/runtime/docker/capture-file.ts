/** The file that a capture goes to while it is being made: whole frames only, and no more than a disk can bear. */
import { closeSync, ftruncateSync, openSync, writeSync } from 'node:fs';

/** In octets. A cell with its audio takes a few megabytes. */
export const LONGEST_CAPTURE = 64 * 1024 * 1024;

export class CaptureFile {
  readonly #file: number;
  readonly #longest: number;
  #written = 0;
  #whole = 0;
  #full = false;
  #open = true;

  constructor(path: string, longest = LONGEST_CAPTURE) {
    this.#file = openSync(path, 'wx');
    this.#longest = longest;
  }

  /** Frames have been left out since there was no more room for them. */
  get full(): boolean {
    return this.#full;
  }

  /**
   * @param whole  octets from the beginning of the capture to the end of the last frame that is complete with `chunk`
   * @throws when the disk does not take it
   */
  write(chunk: Uint8Array, whole: number): void {
    if (!this.#open || this.#full) return;
    this.#full = whole > this.#longest;
    if (this.#full) return;
    for (let at = 0; at < chunk.length; ) at += writeSync(this.#file, chunk, at);
    this.#written += chunk.length;
    this.#whole = whole;
  }

  /** Cuts off what is no whole frame. */
  close(): void {
    if (!this.#open) return;
    this.#open = false;
    if (this.#written > this.#whole) ftruncateSync(this.#file, this.#whole);
    closeSync(this.#file);
  }
}
