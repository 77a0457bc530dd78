/** Writes a history as it happens: one JSON line an event, on disk before the next thing is done. */
import { closeSync, openSync, writeSync } from 'node:fs';
import { performance } from 'node:perf_hooks';
import type { EndEvent, EventBody, HistoryEvent } from './event.ts';

type Listener = (event: HistoryEvent) => void;

export class Recorder {
  readonly #file: number;
  readonly #origin = performance.now();
  readonly #listeners = new Set<Listener>();
  readonly #onBroken: (cause: unknown) => void;
  #count = 0;
  #open = true;

  /**
   * @param path      the history file; refused when it exists, so that no two runs share one
   * @param onBroken  told once when a line could not be written (disk full): the history ends there
   * @param flags     how the file is opened; not to be changed but by tests of a full disk
   */
  constructor(path: string, onBroken: (cause: unknown) => void, flags = 'wx') {
    this.#file = openSync(path, flags);
    this.#onBroken = onBroken;
  }

  /** Milliseconds of this history's clock for a `performance.now()` value, to the microsecond. */
  clock(now: number): number {
    return Math.round((now - this.#origin) * 1000) / 1000;
  }

  /** Numbers, stamps and writes an event. After `close` it is dropped: late datagrams are nobody's business then. */
  append(body: EventBody, now = performance.now()): void {
    if (!this.#open) return;
    this.#count += 1;
    const event: HistoryEvent = { n: this.#count, t: this.clock(now), ...body };
    try {
      writeAll(this.#file, Buffer.from(`${JSON.stringify(event)}\n`));
    } catch (cause) {
      this.#shut();
      this.#onBroken(cause);
      return;
    }
    for (const listener of this.#listeners) listener(event);
  }

  /** Calls `listener` with every event from now on. */
  listen(listener: Listener): void {
    this.#listeners.add(listener);
  }

  /** The next event that passes `test`, or undefined after `within` ms or when `signal` aborts. */
  next(test: (event: HistoryEvent) => boolean, within: number, signal: AbortSignal): Promise<HistoryEvent | undefined> {
    return new Promise((resolve) => {
      const done = (event: HistoryEvent | undefined): void => {
        clearTimeout(timer);
        this.#listeners.delete(listener);
        signal.removeEventListener('abort', aborted);
        resolve(event);
      };
      const listener: Listener = (event) => {
        if (test(event)) done(event);
      };
      const aborted = (): void => done(undefined);
      const timer = setTimeout(done, within, undefined);
      this.#listeners.add(listener);
      signal.addEventListener('abort', aborted);
      if (signal.aborted) done(undefined);
    });
  }

  close(why: EndEvent['why']): void {
    this.append({ kind: 'end', why });
    if (this.#open) this.#shut();
  }

  #shut(): void {
    this.#open = false;
    closeSync(this.#file);
  }
}

/** A full disk can take part of a line; only a whole one counts. */
function writeAll(file: number, bytes: Buffer): void {
  let written = 0;
  while (written < bytes.length) written += writeSync(file, bytes, written);
}
