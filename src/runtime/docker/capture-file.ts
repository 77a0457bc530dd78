/**
 * The file that a capture goes to while it is being made: whole frames only, without secrets, and no more than a disk can
 * bear. A star stands for each octet of a secret, so that lengths are right; the checksum of such a packet is not.
 */
import { closeSync, openSync, writeSync } from 'node:fs';
import { Secrets } from '../../secrets.ts';

/** In octets. A cell with its audio takes a few megabytes. */
export const LONGEST_CAPTURE = 64 * 1024 * 1024;

export class CaptureFile {
  readonly #file: number;
  readonly #secrets: Secrets;
  readonly #longest: number;
  /** What has come of a frame that is not whole. */
  #pending: Buffer = Buffer.alloc(0);
  #written = 0;
  #full = false;
  #open = true;

  constructor(path: string, longest = LONGEST_CAPTURE, secrets = new Secrets()) {
    this.#file = openSync(path, 'wx', 0o600);
    this.#secrets = secrets;
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
    this.#pending = Buffer.concat([this.#pending, chunk]);
    const frames = this.#secrets.hideOctets(this.#pending.subarray(0, whole - this.#written));
    for (let at = 0; at < frames.length; ) at += writeSync(this.#file, frames, at);
    this.#written += frames.length;
    this.#pending = this.#pending.subarray(frames.length);
  }

  /** What is no whole frame is left out. */
  close(): void {
    if (!this.#open) return;
    this.#open = false;
    closeSync(this.#file);
  }
}
