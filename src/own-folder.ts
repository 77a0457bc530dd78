/**
 * Folders of this user alone, for caches and locks. What others on the machine could make first, or exchange, is not used:
 * jest runs what lies in its cache. So nothing here has a name below the shared folder for temporary files that can be guessed.
 */
import { chmodSync, existsSync, lstatSync, mkdirSync, mkdtempSync, realpathSync, rmSync, type Stats } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { dirname, isAbsolute, join } from 'node:path';
import { HarnessError, messageOf } from './harness-error.ts';

/**
 * The absolute path of the folder `name` in the cache of this user, made with mode 700 where it is not there. Where the user
 * has no folder for caches that can be trusted and written, it is one of this process, which goes with it.
 * @throws HarnessError where somebody else has put something there
 */
export function ownFolder(name: string): string {
  const base = cacheFolder();
  if (base === undefined) return inFolderOfProcess(name);
  const folder = join(base, 'parkspec');
  for (const path of [folder, join(folder, name)]) claim(path);
  return join(folder, name);
}

/** Undefined where others than this user and root can exchange it, and where it cannot be made. */
function cacheFolder(): string | undefined {
  const named = process.env['XDG_CACHE_HOME'] ?? '';
  const folder = isAbsolute(named) ? named : join(homedir(), '.cache');
  try {
    // A home that is not there is not made.
    if (!existsSync(folder)) mkdirSync(folder, { mode: 0o700 });
    const real = realpathSync(folder);
    return [folder, real].every(isOnlyOurs) && isWritable(real) ? real : undefined;
  } catch {
    return undefined;
  }
}

/** Whether no stranger owns, or may write to, the folder or one above it; in a sticky one none may rename what others own. */
function isOnlyOurs(path: string): boolean {
  const stats = lstatSync(path);
  if (![0, uid()].includes(stats.uid)) return false;
  const isOpen = (stats.mode & 0o002) !== 0 || ((stats.mode & 0o020) !== 0 && stats.gid !== process.getgid?.());
  if (isOpen && !stats.isSymbolicLink() && (stats.mode & 0o1000) === 0) return false;
  return dirname(path) === path || isOnlyOurs(dirname(path));
}

/** By doing it: the system may know of more reasons than modes. */
function isWritable(folder: string): boolean {
  rmSync(mkdtempSync(join(folder, '.parkspec-')), { recursive: true });
  return true;
}

/** Makes a folder, or takes one of this user that is there, and closes it to others. */
function claim(path: string): void {
  try {
    mkdirSync(path, { mode: 0o700 });
  } catch (cause) {
    if (Object(cause).code !== 'EEXIST') throw refused(path, messageOf(cause), cause);
  }
  const stats = lstatSync(path);
  const wrong = whyNotOurs(stats);
  if (wrong !== undefined) throw refused(path, wrong);
  if ((stats.mode & 0o077) !== 0) chmodSync(path, 0o700);
}

function whyNotOurs(stats: Stats): string | undefined {
  if (stats.isSymbolicLink()) return 'it is a symbolic link';
  if (!stats.isDirectory()) return 'it is no folder';
  return stats.uid === uid() ? undefined : `it belongs to the user with the id ${stats.uid}, and this is ${uid()}`;
}

function refused(path: string, why: string, cause?: unknown): HarnessError {
  return new HarnessError('record', `${path} cannot be a folder of this user alone: ${why}`, {
    hint: 'see who made it and remove it, or name another folder for caches in XDG_CACHE_HOME',
    ...(cause === undefined ? {} : { cause }),
  });
}

/** Where the system has no users every file is ours. */
function uid(): number {
  return process.getuid?.() ?? 0;
}

let own: string | undefined;

/** Its name cannot be guessed, and `mkdtemp` gives it mode 700. */
function inFolderOfProcess(name: string): string {
  if (own === undefined) {
    const made = mkdtempSync(join(tmpdir(), 'parkspec-'));
    process.once('exit', () => rmSync(made, { recursive: true, force: true }));
    own = made;
  }
  const folder = join(own, name);
  mkdirSync(folder, { recursive: true });
  return folder;
}
