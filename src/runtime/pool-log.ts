/**
 * The log of a pool: all that its processes print but secrets, one after the other, until it is too much or the disk is
 * full. A secret may come in parts, so a line is written when it has ended, or at the end of the process.
 */
import { appendFileSync, readFileSync } from 'node:fs';
import { stripVTControlCharacters } from 'node:util';
import { DEFAULT_LIMITS } from '../candidate/container-rights.ts';
import { Secrets } from '../secrets.ts';

const MOST_OF_LOG = DEFAULT_LIMITS.log;

export interface LogOptions {
  /** What is not written; nothing where it is left out. */
  readonly secrets?: Secrets;
  /** How much of the output is kept, in octets. */
  readonly most?: number;
  /** Told once, when something is not kept. */
  readonly onFull?: (most: number) => void;
}

/** How much of a line without an end is held back, in octets: more than the longest spelling of a secret. */
const HELD_BACK = 16 * 1024;
const NEWLINE = 10;

export class LogFile {
  readonly #path: string;
  readonly #secrets: Secrets;
  readonly #most: number;
  readonly #onFull: (most: number) => void;
  #length = 0;
  #full = false;
  #pending: Buffer = Buffer.alloc(0);

  constructor(
    path: string,
    { secrets = new Secrets(), most = MOST_OF_LOG, onFull = () => undefined }: LogOptions = {},
  ) {
    this.#path = path;
    this.#secrets = secrets;
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
    this.#pending = Buffer.concat([this.#pending, kept]);
    this.#write(this.#pending.lastIndexOf(NEWLINE) + 1);
    if (this.#pending.length > 2 * HELD_BACK) {
      this.#pending = this.#secrets.hideOctets(this.#pending);
      this.#keep(this.#pending.subarray(0, -HELD_BACK));
      this.#pending = this.#pending.subarray(-HELD_BACK);
    }
    if (kept.length === chunk.length) return;
    this.flush();
    this.#keep('\nparkspec: what was printed after this is not kept\n');
    if (this.#full) return;
    this.#full = true;
    this.#onFull(this.#most);
  }

  /** Writes what has come of a line that has no end. */
  flush(): void {
    this.#write(this.#pending.length);
  }

  #write(length: number): void {
    if (length === 0) return;
    this.#keep(this.#secrets.hideOctets(this.#pending.subarray(0, length)));
    this.#pending = this.#pending.subarray(length);
  }

  #keep(text: Uint8Array | string): void {
    try {
      appendFileSync(this.#path, text, { mode: 0o600 });
    } catch {
      // The history, which is on the same disk, tells of it.
      this.#full = true;
    }
  }

  /** Its last three lines in one, without the colours that a terminal would show; empty when nothing was printed. */
  lastWords(): string {
    const said = this.#written() + this.#secrets.hideOctets(this.#pending).toString();
    return stripVTControlCharacters(said).trim().split('\n').slice(-3).join(' | ');
  }

  #written(): string {
    try {
      return readFileSync(this.#path, 'utf8');
    } catch {
      return '';
    }
  }
}
