import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { ownFolder } from '../src/own-folder.ts';

let base = '';
const before = process.env['XDG_CACHE_HOME'];
beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), 'parkspec-own-'));
  process.env['XDG_CACHE_HOME'] = base;
});
afterEach(() => {
  rmSync(base, { recursive: true });
  if (before === undefined) delete process.env['XDG_CACHE_HOME'];
  else process.env['XDG_CACHE_HOME'] = before;
});

function modeOf(path: string): number {
  return statSync(path).mode & 0o7777;
}

test('a folder in the cache of the user is made, for the eyes of that user', () => {
  const folder = ownFolder('locks');
  expect(folder).toBe(join(base, 'parkspec/locks'));
  expect([modeOf(folder), modeOf(dirname(folder))]).toEqual([0o700, 0o700]);
  expect(readdirSync(base)).toEqual(['parkspec']);
});

test('it is found again, and closed to others where it was open', () => {
  writeFileSync(join(ownFolder('locks'), 'file'), '');
  chmodSync(join(base, 'parkspec'), 0o777);
  expect(existsSync(join(ownFolder('locks'), 'file'))).toBe(true);
  expect(modeOf(join(base, 'parkspec'))).toBe(0o700);
});

test.each(['parkspec', 'parkspec/locks'])(
  'a symbolic link at %s is refused, and what it leads to stays as it is',
  (name) => {
    const target = join(base, 'target');
    mkdirSync(target, { mode: 0o755 });
    if (name !== 'parkspec') mkdirSync(join(base, 'parkspec'));
    symlinkSync(target, join(base, name));
    expect(() => ownFolder('locks')).toThrow(
      `${join(base, name)} cannot be a folder of this user alone: it is a symbolic link`,
    );
    expect(readdirSync(target)).toEqual([]);
    expect(modeOf(target)).toBe(0o755);
  },
);

test('a link that leads nowhere and a file are refused as well', () => {
  symlinkSync(join(base, 'nowhere'), join(base, 'parkspec'));
  expect(() => ownFolder('locks')).toThrow('it is a symbolic link');
  expect(existsSync(join(base, 'nowhere'))).toBe(false);
  rmSync(join(base, 'parkspec'));
  writeFileSync(join(base, 'parkspec'), '');
  expect(() => ownFolder('locks')).toThrow('it is no folder');
});

test('a cache in which others may exchange what is there is not used, nor a home that is not there made', () => {
  chmodSync(base, 0o777);
  expectOfProcess(ownFolder('locks'));
  chmodSync(base, 0o700);
  process.env['XDG_CACHE_HOME'] = join(base, 'home/.cache');
  expectOfProcess(ownFolder('locks'));
  expect(readdirSync(base)).toEqual([]);
});

/** Of a name that nobody can guess, and closed to others. */
function expectOfProcess(folder: string): void {
  expect(dirname(folder)).toMatch(new RegExp(`^${tmpdir()}/parkspec-[A-Za-z0-9]{6}$`));
  expect(modeOf(dirname(folder))).toBe(0o700);
  expect(existsSync(folder)).toBe(true);
}
