/**
 * The jest reporter of specs. Under the command line it says nothing, but ends jest when the command line dies. By
 * itself (`npx jest specs/…`) it concludes the run that the sequencer planned and prints the table.
 */
import { interrupt } from './interruption.ts';
import { ownRun, setOwnRun } from './own-run.ts';
import { OWNER_VARIABLE, RUN_VARIABLE } from './environment-variables.ts';

// Jest takes a reporter by its default export.
export default class SpecReporter {
  #error: Error | undefined;

  constructor() {
    // The other end of our standard input is the command line, for as long as it lives.
    if (isOwned()) process.stdin.on('end', interrupt).on('error', interrupt).resume();
  }

  async onRunComplete(): Promise<void> {
    // An open standard input would keep jest from ending.
    if (isOwned()) process.stdin.off('end', interrupt).destroy();
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

function isOwned(): boolean {
  return process.env[OWNER_VARIABLE] === 'stdin';
}
