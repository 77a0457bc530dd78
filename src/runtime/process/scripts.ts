/**
 * Runs the scripts of a candidate file, each in a process group of its own and with a bound. A script has ended when its
 * own process has; what it left in the background may go on until the cell is over, and no longer.
 */
import { type ChildProcess } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';
import { environmentOf } from '../minimal-environment.ts';
import { forgetGroup, forgetMark, reapMark, spawnReaped } from './reaper.ts';
import type { Straggler } from '../pool.ts';
import { killMarked, MARK_VARIABLE, newMark } from './stragglers.ts';

export type ScriptEnd =
  | { readonly kind: 'ended'; readonly how: string; readonly ok: boolean; readonly output: string }
  /** It and all that it had started were killed. */
  | { readonly kind: 'overran'; readonly output: string };

/** How much of what a script prints is kept, in characters. */
const MOST_OF_OUTPUT = 10_000;
/** Longest wait for the last output of a script that has ended, in ms: what it left behind may hold its pipe open. */
const LAST_WORDS = 100;

export class Scripts {
  readonly #cwd: string;
  readonly #env: Readonly<Record<string, string>>;
  readonly #mark = newMark();
  readonly #started: ChildProcess[] = [];
  /** Those that left something behind in their group. */
  readonly #left: ChildProcess[] = [];

  /**
   * @param cwd  the folder in which they run
   * @param env  variables beside those that each has
   */
  constructor(cwd: string, env: Readonly<Record<string, string>> = {}) {
    this.#cwd = cwd;
    this.#env = env;
  }

  /** Rejects with the reason of `signal` when that is aborted first; `within` is in ms. */
  async run(command: readonly string[], within: number, signal: AbortSignal): Promise<ScriptEnd> {
    signal.throwIfAborted();
    if (this.#started.length === 0) reapMark(this.#mark);
    const mark = `${this.#mark}.${this.#started.length}.`;
    const child = spawnReaped(command, { cwd: this.#cwd, env: { ...environmentOf(this.#env), [MARK_VARIABLE]: mark } });
    this.#started.push(child);
    // A script that reads is told at once that nobody writes.
    child.stdin?.end();
    const output = outputOf(child);
    const over = new AbortController();
    const given = AbortSignal.any([signal, over.signal]);
    const late = delay(within, 'late' as const, { signal: given }).catch(() => 'given up' as const);
    const end = await Promise.race([endOf(child), late]);
    over.abort();
    if (typeof end === 'string') {
      signalGroup(child, 'SIGKILL');
      await killMarked(mark);
      forgetGroup(child.pid ?? 0);
      signal.throwIfAborted();
      return { kind: 'overran', output: output() };
    }
    // The number of a group that is empty may be given to a stranger.
    if (signalGroup(child, 0)) this.#left.push(child);
    else forgetGroup(child.pid ?? 0);
    await Promise.race([closed(child), delay(LAST_WORDS, undefined, { ref: false })]);
    return { kind: 'ended', ...end, output: output() };
  }

  /** Ends whatever the scripts have left; what that was. */
  async close(): Promise<readonly Straggler[]> {
    if (this.#started.length === 0) return [];
    // Where marks can be read, they find everything; a group may have ended since, and its number be a stranger's.
    if (process.platform !== 'linux') for (const child of this.#left) signalGroup(child, 'SIGKILL');
    const left = await killMarked(this.#mark);
    for (const child of this.#left) forgetGroup(child.pid ?? 0);
    for (const child of this.#started) for (const stream of [child.stdout, child.stderr]) stream?.destroy();
    forgetMark(this.#mark);
    return left;
  }
}

/** The end of its own process, also while a child of it holds its output. */
function endOf(child: ChildProcess): Promise<{ readonly how: string; readonly ok: boolean }> {
  return new Promise((resolve) => {
    child.once('error', ({ message }) => resolve({ how: message, ok: false }));
    child.once('exit', (code, signal) => resolve({ how: signal ?? `exit code ${code}`, ok: code === 0 }));
  });
}

function closed(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    child.once('close', () => resolve());
  });
}

/** Reads on to the end, since a script may not write into a pipe that nobody empties. */
function outputOf(child: ChildProcess): () => string {
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (chunk: Buffer) => {
      if (output.length < MOST_OF_OUTPUT) output += chunk.toString();
    });
  }
  return () => output.trim();
}

/** Whether there is anybody left in its group. */
function signalGroup({ pid = 0 }: ChildProcess, signal: NodeJS.Signals | 0): boolean {
  try {
    return pid > 0 && process.kill(-pid, signal);
  } catch {
    return false;
  }
}
