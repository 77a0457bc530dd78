/**
 * The jest reporter of specs. Under the command line it says nothing, but ends jest when the command line dies. By
 * itself (`npx jest specs/…`) it concludes the run that the sequencer planned and prints the table.
 */
import { endWithParent, isLinked, unlink } from './engine-link.ts';
import { ENGINE_VARIABLE } from './environment-variables.ts';
import { unmatched, unmatchedWords } from './unmatched.ts';

/** Of jest's results of all tests. */
interface Counts {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
}

// Jest takes a reporter by its default export.
export default class SpecReporter {
  #error: Error | undefined;

  constructor() {
    if (isLinked()) endWithParent();
  }

  async onRunComplete(_contexts: unknown, { numPassedTests, numFailedTests }: Counts): Promise<void> {
    if (isLinked()) unlink();
    const pattern = unmatched();
    if (pattern !== undefined && numPassedTests + numFailedTests === 0) {
      const { tell } = await import('./conclude-for-jest.ts');
      this.#error = new Error(unmatchedWords(pattern));
      // Jest only counts it.
      tell(`error: ${this.#error.message}`);
    }
    // Without specs there is no engine. Loaded only now: jest's other tests do not depend on what is built.
    if (process.env[ENGINE_VARIABLE] === undefined) return;
    const { endOwnRun } = await import('./own-run.ts');
    const run = await endOwnRun();
    if (run === undefined) return;
    const { concludeForJest } = await import('./conclude-for-jest.ts');
    this.#error = await concludeForJest(run.folder, run.engine);
  }

  /** Jest ends with exit code 1 for it, also when it saw no test fail. */
  getLastError(): Error | undefined {
    return this.#error;
  }
}
