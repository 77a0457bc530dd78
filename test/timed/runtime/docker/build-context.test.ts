import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { readBuildContext } from '../../../../src/runtime/docker/build-context.ts';
import { packTar } from '../../../../src/runtime/docker/tar.ts';

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

/** What tar makes of an archive. */
function listed(archive: Uint8Array): readonly string[] {
  return execFileSync('tar', ['-tvf', '-'], { input: archive, encoding: 'utf8' }).trim().split('\n');
}

test('a context holds the files of its folder and the Dockerfile, in one order', () => {
  const { archive } = readBuildContext(join(folder, 'files'), dockerfile);
  const lines = listed(archive);
  expect(lines.map((line) => line.split(' ').at(-1))).toEqual(['deep/data', 'server', 'parkspec.Dockerfile']);
  expect(lines[0]).toMatch(/^-rw-r--r-- .* 513 1970/);
  expect(lines[1]).toMatch(/^-rwxr-xr-x /);
});

test('only what is named is taken', () => {
  const { archive } = readBuildContext(join(folder, 'files'), dockerfile, ['deep']);
  expect(listed(archive)).toHaveLength(2);
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

test('a long path is split where the format wants it, and one that cannot be is refused', () => {
  const path = `${'a'.repeat(90)}/${'b'.repeat(90)}`;
  const content = Buffer.from('x');
  expect(listed(packTar([{ path, content, executable: false }]))[0]).toContain(path);
  expect(() => packTar([{ path: 'c'.repeat(101), content, executable: false }])).toThrow(RangeError);
});
