/** The folders of runs on disk: made, found again, marked as concluded, and cleared away when they are old. */
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { isThere } from '../process-owner.ts';
import { RUN_SCHEMA, type RunPlan } from './run-plan.ts';

/** How many runs of a reports folder are kept. */
const KEPT = 20;
const PLAN = 'run.json';
/** See run-log.ts. */
export const RUN_LOG = 'run.log';
const CONCLUDED = 'concluded';
const ATTEMPT = 'attempt-';
export const RUN_ID = /^\d{8}T\d{6}-[0-9a-f]{6}$/;

/** Makes the folder of a new run below `reports` and writes its plan. Returns the folder's absolute path. */
export function createRun(reports: string, plan: Omit<RunPlan, 'id'>): string {
  const runs = resolve(reports, 'runs');
  makeFolders(runs);
  for (let attempt = 0; ; attempt += 1) {
    const id = newRunId(new Date(plan.started));
    const folder = join(runs, id);
    try {
      mkdirSync(folder);
    } catch (error) {
      if (attempt < 10 && error instanceof Error && 'code' in error && error.code === 'EEXIST') continue;
      throw error;
    }
    writeWhole(join(folder, PLAN), `${JSON.stringify({ ...plan, id } satisfies RunPlan, undefined, 2)}\n`, 0o600);
    return folder;
  }
}

/**
 * Makes a folder and those above it; none of them stays when one cannot be made. Node's own recursion never ends where a
 * file system says that a folder is missing which it will not make, as /proc does.
 */
export function makeFolders(path: string): void {
  const missing: string[] = [];
  for (let at = resolve(path); !existsSync(at); at = dirname(at)) missing.unshift(at);
  const made: string[] = [];
  for (const folder of missing) {
    try {
      mkdirSync(folder);
      made.unshift(folder);
    } catch (error) {
      // Another run may have been faster.
      if (existsSync(folder)) continue;
      for (const each of made) rmSync(each, { recursive: true, force: true });
      throw error;
    }
  }
}

/** The plan of a run. Throws when the folder holds none or one of another form. */
export function readPlan(run: string): RunPlan {
  const plan: unknown = JSON.parse(readFileSync(join(run, PLAN), 'utf8'));
  if (!isPlan(plan)) throw new Error(`${join(run, PLAN)} is not the plan of a parkspec run`);
  return plan;
}

/** Where a cell keeps the history, verdict and logs of its first attempt; further attempts have folders in it. */
export function cellFolder(run: string, cell: string, attempt = 1): string {
  const folder = join(run, encodeURIComponent(cell));
  return attempt === 1 ? folder : join(folder, `${ATTEMPT}${attempt}`);
}

/** The reports folder that a run belongs to. */
export function reportsOf(run: string): string {
  return dirname(dirname(resolve(run)));
}

export function markConcluded(run: string): void {
  writeWhole(join(run, CONCLUDED), `${new Date().toISOString()}\n`);
}

/** Removes the oldest runs beyond the last 20; nothing that is not a run of ours, and none that is going on. */
export function pruneRuns(reports: string): void {
  const runs = resolve(reports, 'runs');
  const ours = readdirSync(runs, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && RUN_ID.test(entry.name) && existsSync(join(runs, entry.name, PLAN)))
    .map((entry) => entry.name)
    .toSorted();
  for (const id of ours.slice(0, Math.max(0, ours.length - KEPT))) {
    const folder = join(runs, id);
    if (!isGoingOn(folder)) rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * A reader sees the old file or the new one, never a part.
 *
 * @param mode  who may read it; the umask tells where it is left out
 */
export function writeWhole(file: string, text: string | Buffer, mode = 0o666): void {
  const temporary = `${file}.${process.pid}-${randomBytes(3).toString('hex')}.tmp`;
  try {
    writeFileSync(temporary, text, { mode });
    renameSync(temporary, file);
  } catch (error) {
    // A full disk has no room for a part of it either.
    rmSync(temporary, { force: true });
    throw error;
  }
}

export function newRunId(now: Date): string {
  const stamp = now.toISOString().replace(/[-:]/g, '').slice(0, 15);
  return `${stamp}-${randomBytes(3).toString('hex')}`;
}

function isGoingOn(run: string): boolean {
  if (existsSync(join(run, CONCLUDED))) return false;
  try {
    return isThere(readPlan(run).pid);
  } catch {
    return false;
  }
}

function isPlan(value: unknown): value is RunPlan {
  return (
    typeof value === 'object' &&
    value !== null &&
    'schema' in value &&
    value.schema === RUN_SCHEMA &&
    'cells' in value &&
    Array.isArray(value.cells)
  );
}
