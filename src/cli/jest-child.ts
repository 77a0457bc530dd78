/** Runs the specs with jest in a process group of its own, and leaves nothing of it behind. */
import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { specsIn, specsRun } from '../jest/config.ts';
import { PACKAGE_ROOT } from '../package-root.ts';
import { ATTEMPT_VARIABLE, OWNER_VARIABLE, RUN_VARIABLE } from '../jest/environment-variables.ts';
import type { Cell } from '../suite/cell.ts';
import { INTERRUPTED } from './exit-codes.ts';
import { specPath } from './chosen-suites.ts';

/** What jest says while it runs; of use only when it breaks. */
export const JEST_LOG = 'jest.log';

/** Longest time that an interrupted run may take to clean up, in ms. */
const GRACE = 5_000;

export interface JestEnd {
  /** What is wrong with the run as a whole; nothing when jest ran to its end. Failing tests are no trouble here. */
  readonly troubles: readonly string[];
  readonly interrupted: boolean;
}

/** `isBusy` tells whether a cell is under way: an interrupted run waits for those to clean up. */
export async function runJest(
  run: string,
  cells: readonly Cell[],
  options: { readonly workers: number; readonly attempt: number; readonly isBusy: () => boolean },
): Promise<JestEnd> {
  const log = openSync(join(run, JEST_LOG), 'a');
  const child = spawn(process.execPath, jestArguments(cells, options.workers), {
    cwd: PACKAGE_ROOT,
    env: {
      ...process.env,
      [RUN_VARIABLE]: run,
      [ATTEMPT_VARIABLE]: String(options.attempt),
      [OWNER_VARIABLE]: 'stdin',
    },
    stdio: ['pipe', log, log],
    // Ctrl-C in the terminal reaches us alone: we tell jest, and see to it that everything has ended.
    detached: true,
  });
  closeSync(log);
  child.stdin?.on('error', () => undefined);
  const interruption = watchSignals(child);
  const ending = await endOf(child);
  const deadline = Date.now() + (interruption.signal === undefined ? 0 : GRACE);
  while (Date.now() < deadline && options.isBusy() && signalGroup(child, 0)) await delay(20);
  killGroup(child);
  interruption.stop();
  const interrupted = interruption.signal !== undefined;
  const trouble = interrupted ? `the run was interrupted (${interruption.signal})` : ending;
  return { troubles: trouble === undefined ? [] : [trouble], interrupted };
}

function jestArguments(cells: readonly Cell[], workers: number): readonly string[] {
  const files = cells.map((cell) => specPath(cell.at.file));
  const config = {
    rootDir: PACKAGE_ROOT,
    ...specsIn([...new Set(files.map((file) => dirname(file)))]),
    testSequencer: specsRun.testSequencer,
    reporters: [specsRun.reporter],
  };
  return [
    join(dirname(createRequire(import.meta.url).resolve('jest/package.json')), 'bin/jest.js'),
    `--config=${JSON.stringify(config)}`,
    `--maxWorkers=${workers}`,
    '--runTestsByPath',
    ...files,
  ];
}

/** Why jest ended otherwise than by having run its tests; its exit code 1 is only that some failed. */
function endOf(child: ChildProcess): Promise<string | undefined> {
  return new Promise((resolve) => {
    child.once('error', (error) => resolve(`jest could not be started: ${error.message}`));
    child.once('close', (code, signal) => {
      if (signal !== null) resolve(`jest was ended by ${signal}`);
      else resolve(code === 0 || code === 1 ? undefined : `jest ended with exit code ${code}`);
    });
  });
}

interface Interruption {
  signal: NodeJS.Signals | undefined;
  stop(): void;
}

/** The first signal asks jest to end by closing its standard input; a second one ends everything at once. */
function watchSignals(child: ChildProcess): Interruption {
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  const onSignal = (signal: NodeJS.Signals): void => {
    if (interruption.signal !== undefined) {
      killGroup(child);
      process.exit(INTERRUPTED);
    }
    interruption.signal = signal;
    child.stdin?.end();
    timer = setTimeout(killGroup, GRACE, child);
  };
  let timer: NodeJS.Timeout | undefined;
  const interruption: Interruption = {
    signal: undefined,
    stop() {
      clearTimeout(timer);
      for (const signal of signals) process.off(signal, onSignal);
    },
  };
  for (const signal of signals) process.on(signal, onSignal);
  return interruption;
}

function killGroup(child: ChildProcess): void {
  signalGroup(child, 'SIGKILL');
}

/** False when nothing of the group is left. */
function signalGroup({ pid }: ChildProcess, signal: NodeJS.Signals | 0): boolean {
  if (pid === undefined) return false;
  try {
    return process.kill(-pid, signal);
  } catch {
    return false;
  }
}
