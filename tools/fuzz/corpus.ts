/** The inputs that are kept: `fixtures/corpus/<target>/`, one file each. */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** In the order of their names, so that a seed gives the same campaign on every machine. */
export function readCorpus(folder: string): readonly Buffer[] {
  return filesIn(folder).map((file) => readFileSync(file));
}

/** Every file below `folder`. */
export function filesIn(folder: string): readonly string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.name.startsWith('.'))
    .map((entry) => join(entry.parentPath, entry.name))
    .toSorted();
}

/** Under a name that the content decides, so that nothing is kept twice. Returns the file. */
export function keep(folder: string, kind: 'found' | 'new', input: Buffer): string {
  mkdirSync(folder, { recursive: true });
  const file = join(folder, `${kind}-${createHash('sha256').update(input).digest('hex').slice(0, 12)}`);
  writeFileSync(file, input);
  return file;
}
