/** Runs the built program as a user does, and reads what it leaves behind. */
import { existsSync, mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll } from '@jest/globals';
import { eventually, type Running, start as startProgram, type StartOptions } from '../cli/parkspec.ts';
import { removed } from '../cli/removed-folder.ts';

/** Longest time that a test waits for something to happen, in ms; generous, since a loaded machine is slow. */
const PATIENCE = 30_000;

export interface Compliance {
  readonly suites: ReadonlyArray<{ readonly id: string }>;
  readonly leftOut?: readonly unknown[];
  readonly schema: number;
  readonly verdict: string;
  readonly cells: ReadonlyArray<{
    readonly id: string;
    readonly verdict: string;
    readonly load?: { readonly harnessDelayMs: number; readonly poolDelayMs?: number };
    readonly checks: ReadonlyArray<{
      readonly id: string;
      readonly verdict: string;
      /** Passed in another attempt. */
      readonly flaky?: boolean;
      readonly code?: string;
      readonly reason: string;
    }>;
  }>;
}

export interface Run extends Running {
  readonly reports: string;
}

export function fixture(name: string): string {
  return fileURLToPath(new URL(`../../fixtures/${name}`, import.meta.url));
}

const folders: string[] = [];
afterAll(async () => {
  for (const folder of folders.splice(0)) await removed(folder);
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

/** A variable that all that a run starts inherits, pools too: by it what is left of a run is found. */
const CARRIED = 'LC_PARKSPEC_TEST';

/** Starts `parkspec run` with the given reports folder. */
export function startIn(reports: string, args: readonly string[], options: StartOptions = {}): Run {
  const env = { [CARRIED]: reports, ...options.env };
  return { ...startProgram(['run', '--reports', reports, ...args], { ...options, env }), reports };
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
export function seen(run: Run, cell: string, test: (event: Event) => boolean): Promise<Event> {
  return eventually(`what is waited for in ${cell}`, PATIENCE, () => history(run, cell).find(test));
}

/** The process ids of every pool that was started in a cell. */
export function poolPids(run: Run, cell: string): readonly number[] {
  return history(run, cell).flatMap((event) =>
    event['kind'] === 'process' && event['event'] === 'started' ? [Number(event['pid'])] : [],
  );
}

/** True when none of the processes is left, within the patience of a test. */
export function allGone(pids: readonly number[]): Promise<boolean> {
  const gone = (): true | undefined => (pids.some(alive) ? undefined : true);
  return eventually('the end of the processes', PATIENCE, gone).catch(() => false);
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

/** Resolves once nothing of the run is left, within the patience of a test. */
export function nothingLeft(run: Run): Promise<true> {
  return eventually('the end of all processes', PATIENCE, () => (carriersOf(run).length === 0 ? true : undefined));
}

/** What still runs with the reports folder of the run in its environment or arguments; nothing of it may. */
export function carriersOf(run: Run): readonly string[] {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid);
  return pids.filter((pid) => ['environ', 'cmdline'].some((file) => readProc(pid, file).includes(run.reports)));
}

/** A file of a process, such as its `cmdline`; empty for one that has ended, which it may do at any moment. */
export function readProc(pid: string, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'latin1');
  } catch {
    return '';
  }
}
