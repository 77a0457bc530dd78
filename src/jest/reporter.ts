/**
 * The jest reporter of specs. Under the command line it says nothing, but ends jest when the command line dies. By
 * itself (`npx jest specs/…`) it concludes the run that the sequencer planned and prints the table.
 */
import { endWithParent, isLinked, unlink } from './engine-link.ts';
import { RUN_VARIABLE } from './environment-variables.ts';
import { ownRun, setOwnRun } from './own-run.ts';

// Jest takes a reporter by its default export.
export default class SpecReporter {
  #error: Error | undefined;

  constructor() {
    if (isLinked()) endWithParent();
  }

  async onRunComplete(): Promise<void> {
    if (isLinked()) unlink();
    const run = ownRun();
    if (run === undefined) return;
    setOwnRun(undefined);
    delete process.env[RUN_VARIABLE];
    // Loaded only now: jest's other tests do not depend on it.
    const { concludeForJest } = await import('./conclude-for-jest.ts');
    this.#error = await concludeForJest(run);
  }

  /** Jest ends with exit code 1 for it, also when it saw no test fail. */
  getLastError(): Error | undefined {
    return this.#error;
  }
}
