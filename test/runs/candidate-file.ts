/** Candidate files for tests of whole runs: the reference server's own, with some parts exchanged. */
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll } from '@jest/globals';
import { removed } from '../cli/removed-folder.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

export interface Exchanged {
  /** A habit of fixtures/candidates/unruly.mjs. */
  readonly habit?: string;
  /** Lines of the file by how they begin, without indentation, and what stands there instead. */
  readonly lines?: Readonly<Record<string, string>>;
}

const folders: string[] = [];
afterAll(async () => {
  for (const folder of folders.splice(0)) await removed(folder);
});

/** Writes the file into a folder of its own, which is removed after the tests; its path. */
export function candidateFile({ habit, lines = {} }: Exchanged): string {
  const folder = mkdtempSync(join(tmpdir(), 'parkspec-candidate-'));
  folders.push(folder);
  const reference = readFileSync(join(ROOT, 'containers/reference/candidate.yaml'), 'utf8');
  const habits = `${ROOT}fixtures/candidates/unruly.mjs\n    - ${habit}`;
  const source = reference
    // oxlint-disable-next-line no-template-curly-in-string -- a placeholder of candidate files
    .replace('${package}/dist/reference/server.js', habit === undefined ? `${ROOT}dist/reference/server.js` : habits)
    .split('\n')
    .map((line) => exchanged(line, lines));
  const path = join(folder, 'candidate.yaml');
  writeFileSync(path, source.join('\n'));
  return path;
}

function exchanged(line: string, lines: Readonly<Record<string, string>>): string {
  const text = line.trimStart();
  const found = Object.entries(lines).find(([begin]) => text.startsWith(begin));
  return found === undefined ? line : line.slice(0, line.length - text.length) + found[1];
}
