/** The log of a pool: all that its processes print, one after the other, until it is too much or the disk is full. */
import { appendFileSync, readFileSync } from 'node:fs';
import { stripVTControlCharacters } from 'node:util';
import { DEFAULT_LIMITS } from '../candidate/container-rights.ts';

const MOST_OF_LOG = DEFAULT_LIMITS.log;

export interface LogOptions {
  /** How much of the output is kept, in octets. */
  readonly most?: number;
  /** Told once, when something is not kept. */
  readonly onFull?: (most: number) => void;
}

export class LogFile {
  readonly #path: string;
  readonly #most: number;
  readonly #onFull: (most: number) => void;
  #length = 0;
  #full = false;

  constructor(path: string, { most = MOST_OF_LOG, onFull = () => undefined }: LogOptions = {}) {
    this.#path = path;
    this.#most = most;
    this.#onFull = onFull;
  }

  /** Nothing more is kept. */
  get full(): boolean {
    return this.#full;
  }

  append(chunk: Uint8Array): void {
    if (this.#full) return;
    const kept = chunk.subarray(0, this.#most - this.#length);
    this.#length += kept.length;
    this.#full = kept.length < chunk.length;
    try {
      appendFileSync(this.#path, kept);
      if (!this.#full) return;
      appendFileSync(this.#path, '\nparkspec: what was printed after this is not kept\n');
    } catch {
      // The history, which is on the same disk, tells of it.
      this.#full = true;
      return;
    }
    this.#onFull(this.#most);
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
