/** The log of a pool: all that its processes print, one after the other, until it is too much or the disk is full. */
import { appendFileSync, readFileSync } from 'node:fs';
import { stripVTControlCharacters } from 'node:util';

/** How much of the output of a pool is kept, in octets. */
const MOST_OF_LOG = 8 * 1024 * 1024;

export class LogFile {
  readonly #path: string;
  #length = 0;

  constructor(path: string) {
    this.#path = path;
  }

  append(chunk: Uint8Array): void {
    if (this.#length > MOST_OF_LOG) return;
    this.#length += chunk.length;
    try {
      appendFileSync(this.#path, chunk);
      if (this.#length <= MOST_OF_LOG) return;
      appendFileSync(this.#path, '\nparkspec: what was printed after this is not kept\n');
    } catch {
      // The history, which is on the same disk, tells of it.
      this.#length = Number.POSITIVE_INFINITY;
    }
  }

  /** Its last three lines in one, without the colours that a terminal would show; empty when nothing was printed. */
  lastWords(): string {
    try {
      return stripVTControlCharacters(readFileSync(this.#path, 'utf8')).trim().split('\n').slice(-3).join(' | ');
    } catch {
      return '';
    }
  }
}
