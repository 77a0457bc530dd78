/** Writes a history as it happens: one JSON line an event, on disk before the next thing is done. */
import { afterMs } from '../after-ms.ts';
import { createHash } from 'node:crypto';
import { closeSync, openSync, writeSync } from 'node:fs';
import { performance } from 'node:perf_hooks';
import { Secrets } from '../secrets.ts';
import type { EndEvent, EventBody, HistoryEvent } from './event.ts';
import { hideSecrets } from './hide-secrets.ts';

/**
 * How much of what a candidate can cause at will, messages and voices, one history takes. A cell of a busy server has some
 * thousand events and a megabyte; what is beyond these bounds is a flood, which must not fill the disk.
 */
export interface RecorderLimits {
  readonly events: number;
  /** Of the lines as they are written, in octets. */
  readonly bytes: number;
}

export const RECORDER_LIMITS: RecorderLimits = { events: 20_000, bytes: 24 * 1024 * 1024 };

export interface RecorderOptions {
  /** Told once when the limits are reached: messages and voices are dropped from then on, and a note says so. */
  readonly onFull?: () => void;
  readonly limits?: RecorderLimits;
  /** What is hidden in all that is written; those who listen are told what was seen. */
  readonly secrets?: Secrets;
  /** How the file is opened; not to be changed but by tests of a full disk. */
  readonly flags?: string;
}

type Listener = (event: HistoryEvent) => void;

export class Recorder {
  readonly #file: number;
  readonly #origin = performance.now();
  readonly #listeners = new Set<Listener>();
  readonly #onBroken: (cause: unknown) => void;
  readonly #onFull: () => void;
  readonly #limits: RecorderLimits;
  readonly #secrets: Secrets;
  readonly #hash = createHash('sha256');
  #digest: string | undefined;
  #broken = false;
  #count = 0;
  /** Of the last event. */
  #time = 0;
  #bytes = 0;
  #full = false;
  #open = true;

  /**
   * @param path      the history file; refused when it exists, so that no two runs share one
   * @param onBroken  told once when a line could not be written (disk full): the history ends there
   */
  constructor(path: string, onBroken: (cause: unknown) => void, options: RecorderOptions = {}) {
    const { onFull = () => {}, limits = RECORDER_LIMITS, secrets = new Secrets(), flags = 'wx' } = options;
    // It tells more than a report does, and is its owner's.
    this.#file = openSync(path, flags, 0o600);
    this.#secrets = secrets;
    this.#onBroken = onBroken;
    this.#onFull = onFull;
    this.#limits = limits;
  }

  /** Milliseconds of this history's clock for a `performance.now()` value, to the microsecond. */
  clock(now: number): number {
    return Math.round((now - this.#origin) * 1000) / 1000;
  }

  /**
   * Numbers, stamps and writes an event. Its time is never earlier than that of the event before it. After `close` an
   * event is dropped: late datagrams concern nobody then.
   */
  append(body: EventBody, now = performance.now()): void {
    if (!this.#open || (this.#full && isFromOutside(body))) return;
    this.#count += 1;
    this.#time = Math.max(this.#time, this.clock(now));
    const place = { n: this.#count, t: this.#time };
    const event: HistoryEvent = { ...place, ...body };
    try {
      const line = Buffer.from(`${JSON.stringify({ ...place, ...hideSecrets(body, this.#secrets) })}\n`);
      writeAll(this.#file, line);
      this.#hash.update(line);
      this.#bytes += line.length;
    } catch (cause) {
      this.#broken = true;
      this.#shut();
      this.#onBroken(cause);
      return;
    }
    for (const listener of this.#listeners) listener(event);
    if (!this.#full && (this.#count >= this.#limits.events || this.#bytes >= this.#limits.bytes)) this.#fill();
  }

  /** Calls `listener` with every event from now on. */
  listen(listener: Listener): void {
    this.#listeners.add(listener);
  }

  /** The next event that passes `test`, or undefined after `within` ms or when `signal` aborts. */
  next(test: (event: HistoryEvent) => boolean, within: number, signal: AbortSignal): Promise<HistoryEvent | undefined> {
    return new Promise((resolve) => {
      const done = (event: HistoryEvent | undefined): void => {
        cancel();
        this.#listeners.delete(listener);
        signal.removeEventListener('abort', aborted);
        resolve(event);
      };
      const listener: Listener = (event) => {
        if (test(event)) done(event);
      };
      const aborted = (): void => done(undefined);
      const cancel = afterMs(within, () => done(undefined));
      this.#listeners.add(listener);
      signal.addEventListener('abort', aborted);
      if (signal.aborted) done(undefined);
    });
  }

  /**
   * Returns the SHA-256 of all that was written, in hexadecimal: a history that has another one was
   * changed afterwards. Undefined where not all of it could be written.
   */
  close(why: EndEvent['why']): string | undefined {
    this.append({ kind: 'end', why });
    if (this.#open) this.#shut();
    if (!this.#broken) this.#digest ??= this.#hash.digest('hex');
    return this.#digest;
  }

  /** What comes after the note is known to be incomplete, so the note is trouble: no check rests on it. */
  #fill(): void {
    this.#full = true;
    const mb = Math.ceil(this.#bytes / 2 ** 20);
    this.append({
      kind: 'note',
      level: 'trouble',
      text: `the history is full: ${this.#count} events, ${mb} MB; messages and voices after this are not recorded`,
      hint: 'the candidate floods the phones, or the cell has far more traffic than any call park needs',
    });
    this.#onFull();
  }

  #shut(): void {
    this.#open = false;
    closeSync(this.#file);
  }
}

/** Events that a candidate can cause as often as it likes. */
function isFromOutside({ kind }: EventBody): boolean {
  return kind === 'sip' || kind === 'media' || kind === 'network';
}

/** A full disk can take part of a line; only a whole one counts. */
function writeAll(file: number, bytes: Buffer): void {
  let written = 0;
  while (written < bytes.length) written += writeSync(file, bytes, written);
}
