import { readdirSync, type Stats, statSync } from 'node:fs';
import { isAbsolute, join, relative, resolve, sep } from 'node:path';

/**
 * The files that `pattern` means: a file, all YAML files below a folder, or a glob with `*`, `**` and `?`. Sorted;
 * relative to `cwd` where they lie below it. None when nothing is there.
 */
export function findFiles(pattern: string, cwd: string): readonly string[] {
  const place = resolve(cwd, pattern);
  if (isFolder(place))
    return filesBelow(place)
      .filter(isYaml)
      .map((file) => nameFrom(cwd, file));
  // What is no plain file is refused with a reason where it is read.
  if (lookAt(place) !== undefined) return [nameFrom(cwd, place)];
  const parts = slashed(place).split('/');
  const wild = parts.findIndex((part) => /[*?]/.test(part));
  if (wild < 0) return [];
  const root = parts.slice(0, wild).join('/') || '/';
  const wanted = globPattern(parts.slice(wild));
  return filesBelow(root)
    .filter((file) => wanted.test(slashed(relative(root, file))))
    .map((file) => nameFrom(cwd, file));
}

/** What is at a place; `unseen` where the system does not let it be seen, such as a link to itself. */
function lookAt(place: string): Stats | 'unseen' | undefined {
  try {
    return statSync(place, { throwIfNoEntry: false });
  } catch {
    return 'unseen';
  }
}

/** Never entered: they may hold whole copies of a project. */
const SKIPPED = new Set(['node_modules', '.git', 'dist', 'reports']);

function filesBelow(folder: string): readonly string[] {
  if (!isFolder(folder)) return [];
  const entries = readdirSync(folder, { withFileTypes: true }).toSorted((a, b) => (a.name < b.name ? -1 : 1));
  return entries.flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return SKIPPED.has(entry.name) ? [] : filesBelow(path);
    return entry.isFile() ? [path] : [];
  });
}

export function isFolder(place: string): boolean {
  const kind = lookAt(place);
  return kind !== undefined && kind !== 'unseen' && kind.isDirectory();
}

function globPattern(parts: readonly string[]): RegExp {
  const source = parts.map((part, index) => {
    const last = index === parts.length - 1;
    if (part === '**') return last ? '.*' : '(?:[^/]+/)*';
    const name = part
      .replace(/[.+^${}()|[\]\\]/g, '\\$&')
      .replaceAll('*', '[^/]*')
      .replaceAll('?', '[^/]');
    return last ? name : `${name}/`;
  });
  return new RegExp(`^${source.join('')}$`);
}

function isYaml(file: string): boolean {
  return file.endsWith('.yaml') || file.endsWith('.yml');
}

/** The path of a file from `root` where it lies below it, with slashes; else its absolute path. */
export function nameFrom(root: string, file: string): string {
  const near = relative(root, file);
  return near.startsWith('..') || isAbsolute(near) ? file : slashed(near);
}

function slashed(path: string): string {
  return path.split(sep).join('/');
}
