import { readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';

function read(name: string): string {
  return readFileSync(new URL(`../../${name}`, import.meta.url), 'utf8');
}

test('the lock file names no host to download from', () => {
  // A package of the workspace is resolved to its folder.
  expect(read('package-lock.json')).not.toMatch(/"resolved": "(?!packages\/)|https?:\/\/[^"]*\.tgz/);
});

test('the lock file is complete for every platform, without which npm ci refuses it', () => {
  const { packages } = JSON.parse(read('package-lock.json')) as {
    packages: Record<string, { optionalDependencies?: Record<string, string> }>;
  };
  const missing = Object.entries(packages).flatMap(([place, { optionalDependencies = {} }]) =>
    Object.keys(optionalDependencies).filter(
      (name) => !(`node_modules/${name}` in packages) && !(`${place}/node_modules/${name}` in packages),
    ),
  );
  // `npm run lock` adds what npm leaves out.
  expect(missing).toEqual([]);
});

test('the changelog has an entry for the version in package.json', () => {
  const { version } = JSON.parse(read('package.json')) as { version: string };
  expect(read('CHANGELOG.md')).toMatch(new RegExp(`^## ${version.replaceAll('.', '\\.')}`, 'm'));
});

test('each recording that the package ships is credited beside it, with its licence', () => {
  const root = fileURLToPath(new URL('../../', import.meta.url));
  const { files } = JSON.parse(read('package.json')) as { files: readonly string[] };
  const shipped = files
    .filter((folder) => !folder.startsWith('!') && folder !== 'dist')
    .flatMap((folder) =>
      readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map((at) => join(folder, at)),
    )
    .filter((file) => file.endsWith('.wav'));
  expect(shipped.length).toBeGreaterThan(0);
  const uncredited = shipped.filter((file) => {
    const page = read(join(dirname(file), 'README.md'));
    const credit = page.split('\n').find((line) => line.includes(`\`${basename(file)}\``));
    return (
      credit?.split('|').filter((field) => field.trim() !== '').length !== 4 ||
      !/creativecommons\.org\/licenses/.test(page)
    );
  });
  expect(uncredited).toEqual([]);
});

test('every script that the documents name exists', () => {
  const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
  const named = [
    'README.md',
    'CONTRIBUTING.md',
    'SECURITY.md',
    'docs/verdicts.md',
    'docs/writing-cells.md',
    'docs/candidates.md',
    'docs/mutation-testing.md',
    'docs/baseline.md',
    'docs/machine.md',
  ]
    .map(read)
    .flatMap((text) => [...text.matchAll(/npm run ([a-z][a-z:-]*)/g)].map((match) => match[1] ?? ''));
  expect(named.length).toBeGreaterThan(0);
  expect(named.filter((name) => !(name in scripts))).toEqual([]);
});
