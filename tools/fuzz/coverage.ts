/** Which blocks of the program have run, as V8 counts them in this thread. */
import { type Profiler, Session } from 'node:inspector';

export class Coverage {
  readonly #session = new Session();
  readonly #seen = new Set<string>();
  readonly #file: RegExp;

  /** @param file  the scripts that count */
  constructor(file: RegExp) {
    this.#file = file;
    this.#session.connect();
    this.#session.post('Profiler.enable');
    this.#session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true });
  }

  /** Blocks that have run since the last look and are not yet known. */
  look(): readonly string[] {
    const fresh: string[] = [];
    for (const script of this.#take()) {
      if (!this.#file.test(script.url)) continue;
      for (const { startOffset, endOffset, count } of script.functions.flatMap(({ ranges }) => ranges)) {
        const block = `${script.scriptId}:${startOffset}-${endOffset}`;
        if (count > 0 && !this.#seen.has(block)) fresh.push(block);
      }
    }
    return fresh;
  }

  know(blocks: readonly string[]): void {
    for (const block of blocks) this.#seen.add(block);
  }

  stop(): void {
    this.#session.post('Profiler.stopPreciseCoverage');
    this.#session.disconnect();
  }

  #take(): readonly Profiler.ScriptCoverage[] {
    let result: readonly Profiler.ScriptCoverage[] = [];
    // A session with its own thread answers before `post` returns.
    this.#session.post('Profiler.takePreciseCoverage', (error, taken) => {
      if (error === null) ({ result } = taken);
    });
    return result;
  }
}
