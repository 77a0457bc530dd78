/**
 * A lock that processes share by the file system: a folder that holds one file, whose name no other owner ever has.
 *
 * The folder is made beside its place and renamed there, since rename(2) puts a folder in the place of nothing or of an
 * empty folder only: a lock is never there without its owner. A dead owner's file is removed by its name, which leaves an
 * empty folder; of all renames to that place one succeeds. So nothing has to be undone when a process dies at any step.
 */
import { randomBytes } from 'node:crypto';
import {
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmdirSync,
  rmSync,
  statSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { HarnessError, messageOf } from './harness-error.ts';
import { livenessOf, type Owner, ownerText, parseOwner, thisProcess } from './process-owner.ts';

export interface LockOptions {
  /** How long a living owner is waited for, in ms. */
  readonly within: number;
}

/** After how long a lock beside its place that names no owner is taken for one whose maker has died, in ms. */
const UNNAMED = 60_000;

/** How often a lock that is held is looked at again, in ms; drawn, so that those that wait do not look all at once. */
const PACE = { least: 20, most: 60 };

/**
 * Does `work` while no other process, and nothing else in this one, does work under the same `folder`. A dead owner's lock
 * is taken over.
 * @throws HarnessError when a living owner keeps it for longer than `within`, or when the lock cannot be written.
 */
export async function underLock<T>(
  folder: string,
  work: () => T | Promise<T>,
  { within }: LockOptions,
): Promise<Awaited<T>> {
  const ticket = prepare(folder);
  try {
    const deadline = performance.now() + within;
    while (!take(folder, ticket)) {
      const holder = holderOf(folder);
      if (holder?.owner !== undefined && livenessOf(holder.owner) === 'dead') {
        evict(folder, holder.file);
        continue;
      }
      if (performance.now() > deadline) throw notFree(folder, holder?.owner, within);
      // oxlint-disable-next-line no-await-in-loop -- waiting is what is done here
      await delay(PACE.least + Math.random() * (PACE.most - PACE.least));
    }
  } catch (cause) {
    discard(besides(folder, ticket));
    throw cause instanceof HarnessError ? cause : unwritable(folder, cause);
  }
  releaseAtExit(folder, ticket);
  try {
    sweep(folder);
    return await work();
  } finally {
    release(folder, ticket);
  }
}

/** The first step of a take-over: harmless when the file is gone already, or when it is done and no second step follows. */
export function evict(folder: string, file: string): void {
  try {
    unlinkSync(join(folder, file));
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw error;
  }
}

/** Makes the lock beside its place, with its owner in it. */
function prepare(folder: string): string {
  const ticket = `${process.pid}-${randomBytes(8).toString('hex')}`;
  const made = besides(folder, ticket);
  try {
    mkdirSync(made);
    writeFileSync(join(made, ticket), ownerText(thisProcess()));
  } catch (cause) {
    discard(made);
    throw unwritable(folder, cause);
  }
  return ticket;
}

/** True when the lock is ours now, false when it is held. */
function take(folder: string, ticket: string): boolean {
  try {
    renameSync(besides(folder, ticket), folder);
    return true;
  } catch (error) {
    if (codeOf(error) === 'ENOTEMPTY' || codeOf(error) === 'EEXIST') return false;
    throw error;
  }
}

/** Undefined when it has become free meanwhile. */
function holderOf(folder: string): { readonly file: string; readonly owner: Owner | undefined } | undefined {
  try {
    const [file] = readdirSync(folder);
    return file === undefined ? undefined : { file, owner: parseOwner(readFileSync(join(folder, file), 'utf8')) };
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error;
  }
}

/** The folders of the locks that this process has, by ticket. */
const held = new Map<string, string>();

function releaseAtExit(folder: string, ticket: string): void {
  if (held.size === 0) process.once('exit', releaseAll);
  held.set(ticket, folder);
}

function releaseAll(): void {
  for (const [ticket, folder] of held) release(folder, ticket);
}

/** What cannot be removed any more is a lock without a living owner as soon as this process has ended. */
function release(folder: string, ticket: string): void {
  held.delete(ticket);
  if (held.size === 0) process.removeListener('exit', releaseAll);
  try {
    unlinkSync(join(folder, ticket));
    // Another process may have put its own in the place of the empty folder.
    rmdirSync(folder);
  } catch {}
}

/** Removes what processes that died while they waited have left beside the lock. */
function sweep(folder: string): void {
  const start = `${basename(folder)}.`;
  for (const name of readdirSync(dirname(folder)).filter((each) => each.startsWith(start))) {
    const path = join(dirname(folder), name);
    try {
      const owner = holderOf(path)?.owner;
      // Its maker may have been killed before it wrote its name, or is about to write it.
      const left = owner === undefined ? Date.now() - statSync(path).mtimeMs > UNNAMED : livenessOf(owner) === 'dead';
      if (left) rmSync(path, { recursive: true, force: true });
    } catch {
      // It is no lock, or another process is removing it.
    }
  }
}

function besides(folder: string, ticket: string): string {
  return `${folder}.${ticket}`;
}

function notFree(folder: string, owner: Owner | undefined, within: number): HarnessError {
  const here = owner !== undefined && livenessOf(owner) === 'alive';
  const holder = here ? `process ${owner.pid}, which is alive` : 'a process that cannot be seen from here';
  const wait = here ? `wait for process ${owner.pid} to end (\`ps -p ${owner.pid}\`)` : 'wait for that process to end';
  return new HarnessError('record', `the lock ${folder} was not free within ${within / 1000} s: ${holder} holds it`, {
    hint: `${wait}; when no parkspec runs on any machine that shares this folder, remove the lock`,
  });
}

function unwritable(folder: string, cause: unknown): HarnessError {
  return new HarnessError('record', `${dirname(folder)} cannot be written: ${messageOf(cause)}`, {
    hint: HINTS[codeOf(cause)] ?? 'choose another folder',
    cause,
  });
}

const HINTS: Readonly<Record<string, string>> = {
  EACCES: 'give this user the right to write there, or choose another folder',
  EPERM: 'give this user the right to write there, or choose another folder',
  EROFS: 'it is on a file system that is read-only: choose another folder',
  ENOSPC: 'make room on the disk, or choose another folder',
  EDQUOT: 'make room in the quota of this user, or choose another folder',
  ENOTDIR: 'a file is in the way: remove it, or choose another folder',
  EISDIR: 'a folder is in the way: remove it, or choose another folder',
  ENOENT: 'the folder is not there and cannot be made: choose another one',
  ENAMETOOLONG: 'choose a folder with a shorter path',
  ELOOP: 'its path has a loop of symbolic links: choose another folder',
  EMFILE: 'allow more file descriptors (`ulimit -n`)',
  ENFILE: 'the machine has no file descriptor left: end what holds so many',
};

/** Where it cannot be removed, what was wrong before is told. */
function discard(path: string): void {
  try {
    rmSync(path, { recursive: true, force: true });
  } catch {}
}

function codeOf(error: unknown): string {
  return String(Object(error).code);
}
