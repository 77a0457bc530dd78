import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { readBuildContext } from '../../../../src/runtime/docker/build-context.ts';

let folder: string;
let dockerfile: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'parkspec-context-'));
  mkdirSync(join(folder, 'files/deep'), { recursive: true });
  dockerfile = join(folder, 'Dockerfile');
  writeFileSync(dockerfile, 'FROM scratch\n');
  writeFileSync(join(folder, 'files/server'), '#!/bin/sh\n');
  chmodSync(join(folder, 'files/server'), 0o755);
  writeFileSync(join(folder, 'files/deep/data'), 'x'.repeat(513));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** What is laid out, with rights and age. */
function laidOut(only?: readonly string[]): readonly string[] {
  const into = join(folder, 'into');
  mkdirSync(into);
  readBuildContext(join(folder, 'files'), dockerfile, only).layOut(into);
  return readdirSync(into, { recursive: true, encoding: 'utf8' })
    .toSorted()
    .map((path) => {
      const found = statSync(join(into, path));
      return `${path} ${(found.mode & 0o777).toString(8)}${found.isFile() ? ` ${found.size} ${found.mtimeMs}` : ''}`;
    });
}

test('a context is laid out with its files and the Dockerfile, with the same rights and the same age everywhere', () => {
  const umask = process.umask(0o077);
  try {
    expect(laidOut()).toEqual(['deep 755', 'deep/data 644 513 0', 'parkspec.Dockerfile 644 13 0', 'server 755 10 0']);
  } finally {
    process.umask(umask);
  }
});

test('only what is named is taken', () => {
  expect(laidOut(['deep'])).toHaveLength(3);
});

test('what is named and not there is told', () => {
  expect(() => readBuildContext(join(folder, 'files'), dockerfile, ['serve'])).toThrow(/has no serve$/);
});

test('the digest follows from the files, not from when and where they lie', () => {
  const read = (): string => readBuildContext(join(folder, 'files'), dockerfile).digest;
  const before = read();
  utimesSync(join(folder, 'files/server'), 1, 1);
  expect(read()).toBe(before);
  chmodSync(join(folder, 'files/server'), 0o644);
  const other = read();
  expect(other).not.toBe(before);
  writeFileSync(dockerfile, 'FROM debian\n');
  expect(read()).not.toBe(other);
});

test('a folder with a .dockerignore is refused, since it would not be heeded', () => {
  writeFileSync(join(folder, 'files/.dockerignore'), 'deep\n');
  expect(() => readBuildContext(join(folder, 'files'), dockerfile)).toThrow(/does not heed/);
});

test('a folder or a Dockerfile that is not there is told', () => {
  expect(() => readBuildContext(join(folder, 'none'), dockerfile)).toThrow(/no image can be built: .*none/);
  expect(() => readBuildContext(join(folder, 'files'), join(folder, 'none'))).toThrow(/no image can be built: .*none/);
});
