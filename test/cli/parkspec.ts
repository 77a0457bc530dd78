/** Runs the built command line as a user does: in a process of its own, with its output in pipes. */
import { type ChildProcess, spawn } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
  /** Both, as they came. */
  readonly output: string;
}

export interface Running {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
}

export interface StartOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** A shell's words before the program, such as `ulimit -n 64;`. */
  readonly before?: string;
  /** Whether the program leads a process group of its own. */
  readonly detached?: boolean;
}

export function start(args: readonly string[], options: StartOptions = {}): Running {
  const { cwd = ROOT, env = {}, before = '', detached = false } = options;
  const program = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));
  const command = ['-c', `${before} exec "$@"`, 'sh', process.execPath, program, ...args];
  const child = spawn('/bin/sh', command, {
    cwd,
    detached,
    // What Jest tells its workers, and a run its own, is not for the program.
    env: { ...process.env, JEST_WORKER_ID: undefined, NODE_OPTIONS: undefined, PARKSPEC_RUN: undefined, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let [stdout, stderr, output] = ['', '', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
    output += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
    output += text;
  });
  const ended = new Promise<Ended>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => resolve({ code, signal, stdout, stderr, output }));
  });
  return { child, ended };
}

export function parkspec(args: readonly string[], options?: StartOptions): Promise<Ended> {
  return start(args, options).ended;
}

/** Polls until `look` finds something; rejects when it has not within `within` ms. */
export async function eventually<T>(what: string, within: number, look: () => T | undefined): Promise<T> {
  const deadline = Date.now() + within;
  while (Date.now() < deadline) {
    const found = look();
    if (found !== undefined) return found;
    await delay(10);
  }
  throw new Error(`${what} did not happen within ${within} ms`);
}
