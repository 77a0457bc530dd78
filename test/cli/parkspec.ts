/** Runs the built command line as a user does: in a process of its own, with its output in pipes. */
import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Running {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
}

export interface StartOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
}

export function start(args: readonly string[], { cwd = ROOT, env = {} }: StartOptions = {}): Running {
  const program = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));
  const { PARKSPEC_RUN: _, ...rest } = process.env;
  const child = spawn(process.execPath, [program, ...args], {
    cwd,
    env: { ...rest, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let [stdout, stderr] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const ended = new Promise<Ended>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => resolve({ code, signal, stdout, stderr }));
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
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  throw new Error(`${what} did not happen within ${within} ms`);
}
