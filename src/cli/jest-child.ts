/** Starts the jest that reports an attempt at the cells of a run. The engine runs the cells; jest waits for their ends. */
import { type ChildProcess, spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { SPECS_REPORTER, SPECS_SEQUENCER, specsIn } from '../jest/config.ts';
import type { Awaited, Ended } from '../jest/engine-link.ts';
import { ENGINE_VARIABLE, RUN_VARIABLE } from '../jest/environment-variables.ts';
import { PACKAGE_ROOT } from '../package-root.ts';
import { forgetGroup, reapGroup } from '../runtime/process/reaper.ts';
import type { Cell } from '../suite/cell.ts';
import { specPath } from './chosen-suites.ts';

export interface JestOptions {
  /** The folder of the run. */
  readonly run: string;
  /** In the order in which the engine runs them. */
  readonly cells: readonly Cell[];
  /** Counted from 1. */
  readonly attempt: number;
  /** Where jest keeps what it has transformed, and takes it from. */
  readonly cache: string;
  /** File descriptor of the log for all that jest prints. */
  readonly log: number;
  /** Resolves when the engine has run the cell. */
  readonly endOf: (cell: string) => Promise<unknown>;
}

export class JestChild {
  readonly #child: ChildProcess;
  /** Why jest ended otherwise than by having run its tests; its exit code 1 is only that some failed. */
  readonly trouble: Promise<string | undefined>;

  constructor({ run, cells, attempt, cache, log, endOf }: JestOptions) {
    const child = spawn(process.execPath, jestArguments(cells, cache), {
      cwd: PACKAGE_ROOT,
      env: { ...process.env, [RUN_VARIABLE]: run, [ENGINE_VARIABLE]: 'ipc' },
      stdio: ['ignore', log, log, 'ipc'],
      // Ctrl-C in the terminal reaches us alone, and we see to it that everything ends.
      detached: true,
    });
    this.#child = child;
    if (child.pid !== undefined) reapGroup(child.pid);
    this.trouble = troubleOf(child);
    child.on('message', ({ awaited }: Awaited) => {
      void endOf(awaited).then(() => tell(child, { ended: awaited, attempt }));
    });
  }

  /** Ends it and all that it has started. */
  kill(): void {
    const { pid } = this.#child;
    if (pid === undefined) return;
    try {
      process.kill(-pid, 'SIGKILL');
    } catch {
      // It has ended.
    }
  }
}

/** A jest that has ended needs no word any more. */
function tell(child: ChildProcess, message: Ended): void {
  if (child.connected) child.send(message, () => undefined);
}

function jestArguments(cells: readonly Cell[], cacheDirectory: string): readonly string[] {
  const files = cells.map((cell) => specPath(cell.at.file));
  const config = {
    rootDir: PACKAGE_ROOT,
    cacheDirectory,
    ...specsIn([...new Set(files.map((file) => dirname(file)))]),
    watchman: false,
    testSequencer: SPECS_SEQUENCER,
    reporters: [SPECS_REPORTER],
  };
  return [
    join(dirname(createRequire(import.meta.url).resolve('jest/package.json')), 'bin/jest.js'),
    `--config=${JSON.stringify(config)}`,
    // It computes next to nothing: the cells are run elsewhere.
    '--runInBand',
    '--runTestsByPath',
    ...files,
  ];
}

function troubleOf(child: ChildProcess): Promise<string | undefined> {
  return new Promise((resolve) => {
    child.once('exit', () => forgetGroup(child.pid ?? 0));
    child.once('error', (error) => resolve(`jest could not be started: ${error.message}`));
    child.once('close', (code, signal) => {
      if (signal !== null) resolve(`jest was ended by ${signal}`);
      else resolve(code === 0 || code === 1 ? undefined : `jest ended with exit code ${code}`);
    });
  });
}
