/** Runs the built program as a user does, and reads what it leaves behind. */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll } from '@jest/globals';

const CLI = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));

/** Longest time that a test waits for something to happen, in ms; generous, since a loaded machine is slow. */
const PATIENCE = 30_000;

export interface Compliance {
  readonly schema: number;
  readonly verdict: string;
  readonly cells: ReadonlyArray<{
    readonly id: string;
    readonly verdict: string;
    readonly load?: { readonly harnessDelayMs: number; readonly poolDelayMs?: number };
    readonly checks: ReadonlyArray<{ readonly id: string; readonly verdict: string; readonly reason: string }>;
  }>;
}

export interface Run {
  readonly child: ChildProcess;
  readonly reports: string;
  /** Exit code and everything that was printed, once it has ended. */
  readonly ended: Promise<{ readonly code: number | null; readonly output: string }>;
}

export function fixture(name: string): string {
  return fileURLToPath(new URL(`../../fixtures/${name}`, import.meta.url));
}

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

/** An empty folder that is removed after the tests. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'parkspec-e2e-'));
  folders.push(folder);
  return folder;
}

/** Starts `parkspec run` with a reports folder of its own. */
export function start(...args: readonly string[]): Run {
  return startIn(temporaryFolder(), args);
}

interface StartOptions {
  /** A shell's words before the program, such as `ulimit -n 64;`. */
  readonly before?: string;
  /** Whether the program leads a process group of its own. */
  readonly detached?: boolean;
  readonly env?: Readonly<Record<string, string>>;
}

/** Starts `parkspec run` with the given reports folder. */
export function startIn(reports: string, args: readonly string[], options: StartOptions = {}): Run {
  const { before = '', detached = false, env = {} } = options;
  const command = ['-c', `${before} exec "$@"`, 'sh', process.execPath, CLI, 'run', '--reports', reports, ...args];
  const child = spawn('/bin/sh', command, {
    stdio: ['ignore', 'pipe', 'pipe'],
    detached,
    // Jest tells its workers who they are by this; the run has workers of its own.
    env: { ...process.env, JEST_WORKER_ID: undefined, NODE_OPTIONS: undefined, ...env },
  });
  let output = '';
  const keep = (chunk: Buffer): void => {
    output += chunk.toString();
  };
  child.stdout.on('data', keep);
  child.stderr.on('data', keep);
  const ended = new Promise<{ code: number | null; output: string }>((resolve) => {
    child.once('close', (code) => resolve({ code, output }));
  });
  return { child, reports, ended };
}

export function compliance(run: Run): Compliance {
  return JSON.parse(readFileSync(join(run.reports, 'compliance.json'), 'utf8')) as Compliance;
}

export function published(run: Run): boolean {
  return existsSync(join(run.reports, 'compliance.json')) || existsSync(join(run.reports, 'index.html'));
}

export type Event = Readonly<Record<string, unknown>>;

/** Where a cell leaves what it recorded; a folder that there is not while the run has not begun. */
export function folderOf(run: Run, cell: string): string {
  const runs = join(run.reports, 'runs');
  const folder = existsSync(runs) ? readdirSync(runs)[0] : undefined;
  return join(runs, folder ?? 'none', cell);
}

/** The events of a cell so far; none while it has not begun. */
export function history(run: Run, cell: string): readonly Event[] {
  const path = join(folderOf(run, cell), 'history.jsonl');
  if (!existsSync(path)) return [];
  // The last line may be on its way to the disk.
  const lines = readFileSync(path, 'utf8').split('\n').slice(0, -1);
  return lines.map((line) => JSON.parse(line) as Event);
}

/** Waits for an event in the history of a cell that is under way. */
export async function seen(run: Run, cell: string, test: (event: Event) => boolean): Promise<Event> {
  const deadline = performance.now() + PATIENCE;
  for (;;) {
    const found = history(run, cell).find(test);
    if (found !== undefined) return found;
    if (performance.now() > deadline) throw new Error(`nothing of the kind came in ${cell}`);
    // oxlint-disable-next-line no-await-in-loop -- each look follows the one before
    await setTimeout(5);
  }
}

/** The process ids of every pool that was started in a cell. */
export function poolPids(run: Run, cell: string): readonly number[] {
  return history(run, cell).flatMap((event) =>
    event['kind'] === 'process' && event['event'] === 'started' ? [Number(event['pid'])] : [],
  );
}

/** True when none of the processes is left, within the patience of a test. */
export async function allGone(pids: readonly number[]): Promise<boolean> {
  const deadline = performance.now() + PATIENCE;
  // oxlint-disable-next-line no-await-in-loop -- each look follows the one before
  while (pids.some(alive) && performance.now() < deadline) await setTimeout(20);
  return !pids.some(alive);
}

/** A process that has ended but not been waited for by its parent does nothing any more. */
function alive(pid: number): boolean {
  try {
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    try {
      return existsSync('/proc/self') ? false : process.kill(pid, 0);
    } catch {
      return false;
    }
  }
}

/** What still runs with the reports folder of the run in its environment or arguments; nothing of it may. */
export function carriersOf(run: Run): readonly string[] {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid);
  return pids.filter((pid) => ['environ', 'cmdline'].some((file) => readProc(pid, file).includes(run.reports)));
}

function readProc(pid: string, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'latin1');
  } catch {
    return '';
  }
}
