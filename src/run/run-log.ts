/** The log of a run: what jest and the processes of the engine say while they run; of use only when one breaks. */
import { closeSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Candidate } from '../candidate/candidate.ts';
import { secretsOf } from '../candidate/secret-values.ts';
import { RUN_LOG, writeWhole } from './run-folder.ts';

export class RunLog {
  /** Its descriptor, for the processes that print there. */
  readonly file: number;
  readonly #path: string;
  readonly #candidate: Candidate;

  /**
   * @param run        the folder of the run
   * @param candidate  with its secrets
   */
  constructor(run: string, candidate: Candidate) {
    this.#path = join(run, RUN_LOG);
    this.#candidate = candidate;
    this.file = openSync(this.#path, 'a', 0o600);
  }

  /** Nothing of ours prints a secret there; an error of a library may, and it is hidden then. */
  close(): void {
    closeSync(this.file);
    const said = readFileSync(this.#path, 'utf8');
    const hidden = secretsOf(this.#candidate, process.env).hide(said);
    if (hidden !== said) writeWhole(this.#path, hidden, 0o600);
  }
}
