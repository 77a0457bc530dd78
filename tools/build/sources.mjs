// Tells whether the built program is that of the present sources: by the names, sizes and times of all files that a build
// reads. A build keeps the state that it began with, so that a change while it runs is seen the next time.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const FOLDERS = ['src', 'packages', 'tools/build'];
/** The last tells which packages are installed. */
const FILES = ['package.json', 'tsconfig.json', 'tsconfig.build.json', 'node_modules/.package-lock.json'];
const KEPT = 'dist/.sources';

/** A digest of the state of the sources in the current folder. */
export function sources() {
  const files = [...FILES, ...FOLDERS.filter((folder) => existsSync(folder)).flatMap(filesBelow)];
  const hash = createHash('sha256').update(process.version);
  for (const file of files.toSorted()) {
    const { size, mtimeMs } = statSync(file, { throwIfNoEntry: false }) ?? {};
    hash.update(`${file}\0${size}\0${mtimeMs}\n`);
  }
  return hash.digest('hex');
}

/** Keeps that the program was built from this state. */
export function keepBuilt(state) {
  mkdirSync('dist', { recursive: true });
  writeFileSync(KEPT, `${state}\n`);
}

export function isBuilt(state) {
  return existsSync(KEPT) && readFileSync(KEPT, 'utf8').trim() === state;
}

function filesBelow(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name))
    .filter((file) => !/[\\/](dist|node_modules)[\\/]/.test(file));
}
