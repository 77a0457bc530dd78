/**
 * The jest reporter of specs. Under the command line it says nothing, but ends jest when the command line dies. By
 * itself (`npx jest specs/…`) it concludes the run that the sequencer planned and prints the table.
 */
import { endWithParent, isLinked, unlink } from './engine-link.ts';
import { ENGINE_VARIABLE } from './environment-variables.ts';

// Jest takes a reporter by its default export.
export default class SpecReporter {
  #error: Error | undefined;

  constructor() {
    if (isLinked()) endWithParent();
  }

  async onRunComplete(): Promise<void> {
    if (isLinked()) unlink();
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
