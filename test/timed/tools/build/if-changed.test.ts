/** `npm run parkspec` builds only what has changed: the real script, on a project whose build writes a word. */
import { spawnSync } from 'node:child_process';
import { appendFileSync, cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { PACKAGE_ROOT } from '../../../../src/package-root.ts';

const BUILD = `
import { keepBuilt, sources } from './sources.mjs';
keepBuilt(sources());
console.log('built');
`;

let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'parkspec-build-'));
  mkdirSync(join(root, 'src/room'), { recursive: true });
  writeFileSync(join(root, 'src/room/one.ts'), '');
  writeFileSync(join(root, 'package.json'), '{}');
  cpSync(join(PACKAGE_ROOT, 'tools/build'), join(root, 'tools/build'), { recursive: true });
  buildIs(BUILD);
});

afterEach(() => rmSync(root, { recursive: true, force: true }));

function buildIs(program: string): void {
  writeFileSync(join(root, 'tools/build/prepare.mjs'), program);
}

function ifChanged(): { readonly code: number | null; readonly output: string } {
  const { status, stdout } = spawnSync(process.execPath, ['tools/build/if-changed.mjs'], {
    cwd: root,
    encoding: 'utf8',
  });
  return { code: status, output: stdout.trim() };
}

const BUILT = { code: 0, output: 'built' };
const LEFT = { code: 0, output: '' };

test('what is built and has not changed is not built again', () => {
  expect([ifChanged(), ifChanged()]).toEqual([BUILT, LEFT]);
});

test.each<[string, () => void]>([
  ['a source that is longer', () => appendFileSync(join(root, 'src/room/one.ts'), 'export {};')],
  ['a new source', () => writeFileSync(join(root, 'src/room/two.ts'), '')],
  ['a source that is gone', () => rmSync(join(root, 'src/room/one.ts'))],
  ['another package.json', () => writeFileSync(join(root, 'package.json'), '{"version":"2"}')],
  ['no built program', () => rmSync(join(root, 'dist'), { recursive: true })],
])('%s is a reason to build', (_, change) => {
  ifChanged();
  change();
  expect([ifChanged(), ifChanged()]).toEqual([BUILT, LEFT]);
});

test('a build that fails is told, and done again the next time', () => {
  buildIs('process.exit(3);');
  expect(ifChanged().code).toBe(3);
  buildIs(BUILD);
  expect(ifChanged()).toEqual(BUILT);
});
