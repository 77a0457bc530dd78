import { readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';

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

test('each recording that comes with a candidate is credited beside it, with its licence', () => {
  const root = fileURLToPath(new URL('../../', import.meta.url));
  const recordings = readdirSync(join(root, 'containers'), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.wav'))
    .map((file) => join('containers', file));
  expect(recordings.length).toBeGreaterThan(0);
  const uncredited = recordings.filter((file) => {
    const page = read(join(dirname(file), 'README.md'));
    const credit = page.split('\n').find((line) => line.includes(`\`${basename(file)}\``));
    return (
      credit?.split('|').filter((field) => field.trim() !== '').length !== 4 ||
      !/creativecommons\.org\/licenses/.test(page)
    );
  });
  expect(uncredited).toEqual([]);
});

describe('the package', () => {
  const { files, dependencies, license } = JSON.parse(read('package.json')) as {
    readonly files: readonly string[];
    readonly dependencies: Readonly<Record<string, string>>;
    readonly license: string;
  };

  test('has a licence, in full', () => {
    expect(license).toBe('Apache-2.0');
    expect(read('LICENSE')).toMatch(/Apache License\s+Version 2\.0[\s\S]+END OF TERMS AND CONDITIONS/);
  });

  test('ships each program that the build puts together', () => {
    const entries = [...read('tools/build/program.mjs').matchAll(/'src\/([\w/-]+)\.ts'/g)].map(
      (match) => match[1] ?? '',
    );
    expect(entries.length).toBeGreaterThan(5);
    const built = entries.map((entry) => (entry === 'reference/main' ? 'reference/server' : entry));
    expect(built.filter((entry) => !files.includes(`dist/${entry}.js`))).toEqual([]);
  });

  test('asks for no package that is not published', () => {
    const own = readdirSync(new URL('../../packages', import.meta.url));
    expect(own.filter((name) => name in dependencies)).toEqual([]);
  });
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
